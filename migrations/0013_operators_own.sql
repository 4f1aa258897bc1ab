-- What operators may read of their own, and bank files under seal.

-- How an operator's terminals stand: neither keys, nor who revoked one and why.
-- And which payments went to the bank, of batches that pay it.
SELECT
    open_to_operator('terminal_key', '{municipality, terminal, number, enrolled_at}',
        'EXISTS (SELECT FROM terminal WHERE terminal.municipality = terminal_key.municipality
            AND terminal.terminal = terminal_key.terminal)'),
    open_to_operator('terminal_key_revocation', '{municipality, terminal, number, doubtful_from,
        revoked_at}',
        'EXISTS (SELECT FROM terminal
            WHERE terminal.municipality = terminal_key_revocation.municipality
            AND terminal.terminal = terminal_key_revocation.terminal)'),
    open_to_operator('payout_batch', '{municipality, batch, month, transfer_date, state,
        exported_at}',
        'state = ''exported'' AND EXISTS (SELECT FROM payment
            WHERE payment.municipality = payout_batch.municipality
            AND payment.batch = payout_batch.batch)');

-- A bank file holds every operator's account, so it lies sealed as those do. An
-- exported batch never changes, but that its file is sealed anew: as with a payment,
-- from the outside one sees only that it is sealed.
CREATE OR REPLACE FUNCTION guard_payout_batch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a payout batch begins as a draft'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'exported' AND to_jsonb(NEW) - 'file' = to_jsonb(OLD) - 'file'
        AND substring(NEW.file FROM 1 FOR 7) = 'sealed:'::bytea THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN
            (('draft', 'checked'), ('checked', 'approved'), ('approved', 'exported'),
             ('draft', 'withdrawn'), ('checked', 'withdrawn'), ('approved', 'withdrawn'))
        OR (NEW.municipality, NEW.batch, NEW.month, NEW.transfer_date, NEW.content_digest,
            NEW.made_by, NEW.made_at)
            IS DISTINCT FROM
           (OLD.municipality, OLD.batch, OLD.month, OLD.transfer_date, OLD.content_digest,
            OLD.made_by, OLD.made_at)
        OR (OLD.state <> 'draft' AND (NEW.checked_by, NEW.checked_at)
            IS DISTINCT FROM (OLD.checked_by, OLD.checked_at))
        OR (OLD.state = 'approved' AND (NEW.approved_by, NEW.approved_at)
            IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)) THEN
        RAISE EXCEPTION 'payout batch % cannot go from % to %', OLD.batch, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
