SELECT item.subscription_id, plan.id, plan.name, plan.product_name, plan.interval, plan.amount, plan.currency
FROM subscription_item AS item
JOIN plan ON plan.project_id = item.project_id AND plan.live_mode = item.live_mode AND plan.id = item.plan_id
WHERE item.project_id = :project AND item.live_mode AND item.position = 0 AND item.subscription_id = ANY (CAST(:ids AS text[]))
