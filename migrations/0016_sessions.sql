-- Sessions that ended long ago are deleted, a few at each login: what a person did in one is
-- in the audit trail, and the digest of a token that lets nobody in is worth nothing.
GRANT DELETE ON session TO mytaku_service;
CREATE INDEX session_by_end ON session (municipality, expires_at);
