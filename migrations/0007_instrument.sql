-- The kind of ticket (券種) that was offered for a claim: some schemes limit each
-- kind by itself, and a kind is counted also where nothing was paid at first.

ALTER TABLE claim ADD COLUMN instrument text;   -- none: the scheme has one kind

COMMENT ON COLUMN claim.instrument IS
    'kind of ticket, where the scheme has several; an adjustment keeps it';
