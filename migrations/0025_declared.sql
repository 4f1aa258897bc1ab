-- A registrant's number that was typed because no card was read (番号の申告): why. It proves
-- nothing, so that the tap is A0, and nothing else is. No chip answers to a number.
ALTER TABLE tap
    ADD COLUMN declared text,        -- reason; none: a card was read
    ADD CONSTRAINT tap_declared_is_known
        CHECK (declared IN ('card_not_carried', 'card_unreadable', 'reader_out_of_order')),
    ADD CONSTRAINT tap_a0_is_declared
        CHECK ((assurance = 'A0') = (declared IS NOT NULL)),
    ADD CONSTRAINT tap_declared_has_no_nonce CHECK (declared IS NULL OR nonce IS NULL);

-- Its own driver said so.
GRANT SELECT (declared) ON tap TO mytaku_operator;
