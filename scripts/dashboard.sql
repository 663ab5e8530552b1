-- Funnel: where applications are, and how many of them were hired
SELECT s.name AS stage, count(*) AS applications, sum(CASE WHEN a.outcome = 'HIRED' THEN 1 ELSE 0 END) AS hired
FROM applications AS a
JOIN application_stages AS s ON s.id = a.current_stage_id
LEFT JOIN job_application_stages AS p ON p.job_id = a.job_id AND p.stage_id = a.current_stage_id
WHERE a.remote_deleted_at IS NULL
GROUP BY s.name
HAVING count(*) > 5
ORDER BY avg(p.index), s.name;

-- Time to hire: days from the application to the hire, by month of the hire
SELECT CAST(date_trunc('month', a.hired_at) AS date) AS month,
  CAST(round(avg(CAST(a.hired_at AS date) - CAST(a.created_at AS date))) AS integer) AS days, count(*) AS hires
FROM pinpoint_applications AS a
WHERE a.remote_deleted_at IS NULL AND a.hired_at >= DATE '2024-01-01' AND a.created_at IS NOT NULL
GROUP BY 1
ORDER BY 1;

-- Source of hires: where the candidates of hired applications came from
SELECT coalesce(c.source, 'unknown') AS source, sum(CASE WHEN a.outcome = 'HIRED' THEN 1 ELSE 0 END) AS hires, count(*) AS applications
FROM applications AS a
JOIN candidates AS c ON c.id = a.candidate_id
WHERE a.remote_deleted_at IS NULL
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 6;

-- Offers: what became of them
SELECT o.result, count(*) AS offers
FROM pinpoint_offers AS o
WHERE o.remote_deleted_at IS NULL AND o.result IS NOT NULL
GROUP BY o.result
ORDER BY 2 DESC, 1;

-- Interviewer load: who sits in the most interviews
SELECT concat(u.first_name, ' ', u.last_name) AS interviewer, count(DISTINCT p.interview_id) AS interviews
FROM pinpoint_interview_part_users AS p
JOIN pinpoint_users AS u ON u.id = p.user_id
WHERE p.remote_deleted_at IS NULL
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 6;
