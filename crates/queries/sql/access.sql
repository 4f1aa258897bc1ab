-- Who may come in.

--! get_user : (disabled_at?)
SELECT user_id, role, disabled_at FROM user_account
WHERE municipality = :municipality AND user_id = :user_id;

--! get_users : (disabled_at?, locked_until?)
SELECT user_id, role, disabled_at, (user_login.user_id IS NOT NULL)::boolean AS has_password,
    (second_factor IS NOT NULL)::boolean AS has_second_factor, locked_until
FROM user_account LEFT JOIN user_login USING (municipality, user_id)
WHERE municipality = :municipality ORDER BY user_id;

--! put_user
INSERT INTO user_account (municipality, user_id, role) VALUES (:municipality, :user_id, :role)
ON CONFLICT (municipality, user_id) DO NOTHING;

--! upsert_user
INSERT INTO user_account (municipality, user_id, role) VALUES (:municipality, :user_id, :role)
ON CONFLICT (municipality, user_id) DO UPDATE SET role = EXCLUDED.role;

--! disable_user
UPDATE user_account SET disabled_at = :now
WHERE municipality = :municipality AND user_id = :user_id AND disabled_at IS NULL;

--! put_access_token (user_id?, operator?)
INSERT INTO access_token (municipality, token, token_digest, user_id, operator, label, scopes,
    created_at, created_by, expires_at)
VALUES (:municipality, :token, :token_digest, :user_id, :operator, :label, :scopes, :created_at,
    :created_by, :expires_at);

--! find_access_token : (user_id?, role?, operator?)
-- No row: unknown, expired, revoked, or of a user who is shut out.
SELECT access_token.token, access_token.user_id, user_account.role, access_token.operator,
    access_token.scopes
FROM access_token
LEFT JOIN user_account USING (municipality, user_id)
WHERE access_token.municipality = :municipality AND access_token.token_digest = :token_digest
    AND access_token.expires_at > :now AND access_token.revoked_at IS NULL
    AND user_account.disabled_at IS NULL;

--! get_access_tokens : (user_id?, operator?, revoked_at?)
SELECT token, user_id, operator, label, scopes, created_at, expires_at, revoked_at
FROM access_token WHERE municipality = :municipality ORDER BY created_at, token;

--! revoke_access_token
-- No row changed: unknown, or revoked before.
UPDATE access_token SET revoked_at = :now, revoked_by = :revoked_by
WHERE municipality = :municipality AND token = :token AND revoked_at IS NULL;

--! operator_exists
SELECT EXISTS (SELECT FROM operator
    WHERE municipality = :municipality AND operator = :operator) AS found;

--! get_login : (second_factor?, locked_until?)
-- No row: unknown, shut out, or without a password.
SELECT password, second_factor, last_step, failures, locked_until
FROM user_login JOIN user_account USING (municipality, user_id)
WHERE user_login.municipality = :municipality AND user_login.user_id = :user_id
    AND disabled_at IS NULL
FOR UPDATE OF user_login;

--! put_password
INSERT INTO user_login (municipality, user_id, password, last_step, failures)
VALUES (:municipality, :user_id, :password, 0, 0)
ON CONFLICT (municipality, user_id) DO UPDATE SET password = EXCLUDED.password;

--! replace_password
-- No row changed: it is another one by now.
UPDATE user_login SET password = :password
WHERE municipality = :municipality AND user_id = :user_id AND password = :before;

--! put_second_factor
UPDATE user_login SET second_factor = :second_factor, last_step = 0
WHERE municipality = :municipality AND user_id = :user_id;

--! note_login (locked_until?)
UPDATE user_login SET last_step = :last_step, failures = :failures, locked_until = :locked_until
WHERE municipality = :municipality AND user_id = :user_id;

--! put_session
INSERT INTO session (municipality, session_digest, user_id, begun_at, seen_at, expires_at)
VALUES (:municipality, :session_digest, :user_id, :now, :now, :expires_at);

--! delete_old_sessions
-- A few at a time, and none that another login is deleting: nobody waits for it.
DELETE FROM session WHERE municipality = :municipality AND session_digest IN (
    SELECT session_digest FROM session
    WHERE municipality = :municipality AND expires_at < :before
    ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED);

--! find_session
-- No row: unknown, ended, expired, idle for too long, or of a user who is shut out.
SELECT session.user_id, role, seen_at
FROM session JOIN user_account USING (municipality, user_id)
WHERE session.municipality = :municipality AND session_digest = :session_digest
    AND ended_at IS NULL AND expires_at > :now AND seen_at > :idle_since AND disabled_at IS NULL;

--! note_session
UPDATE session SET seen_at = :now
WHERE municipality = :municipality AND session_digest = :session_digest;

--! end_session
UPDATE session SET ended_at = :now
WHERE municipality = :municipality AND session_digest = :session_digest AND ended_at IS NULL;

--! end_sessions
UPDATE session SET ended_at = :now
WHERE municipality = :municipality AND user_id = :user_id AND ended_at IS NULL;
