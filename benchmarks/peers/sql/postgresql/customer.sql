SELECT id, name, email, phone, created_at, address
FROM customer
WHERE project_id = :project AND live_mode AND id = :id
