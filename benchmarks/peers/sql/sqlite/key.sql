SELECT api_key.project_id, api_key.id
FROM api_key
JOIN project ON project.id = api_key.project_id
WHERE api_key.key_hash = :hash AND api_key.revoked_at IS NULL
