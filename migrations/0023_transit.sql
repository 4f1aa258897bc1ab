-- A transit card (交通系ICカード) calls out a number and has neither certificate nor a key
-- that could be pinned: of it there is the fingerprint of its number, and nothing else. All
-- other kinds have all of these.
ALTER TABLE credential
    ALTER COLUMN issuer DROP NOT NULL,
    ALTER COLUMN valid_from DROP NOT NULL,
    ALTER COLUMN valid_until DROP NOT NULL,
    ALTER COLUMN chip_key DROP NOT NULL,
    -- Not of what is there: a file could say of a card with a certificate that it was a
    -- transit card, and what is there is never changed.
    ADD CONSTRAINT credential_has_what_its_kind_has
        CHECK (num_nonnulls(issuer, valid_from, valid_until, chip_key)
            = CASE kind WHEN 'transit_card' THEN 0 ELSE 4 END) NOT VALID;
