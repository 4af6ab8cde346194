-- Rows of before 0002 are written anew by the next sweep, as their format is old. Until then, and
-- where an account cannot be swept, they have nearly the same as others: found by name and address,
-- sorted without regard to numbers.
update resources set
  name_key = lower(substr(case when name = '' then id else name end, 1, 100)),
  search = lower(substr(
    replace(replace('{name} {summary}', '{name}', substr(name, 1, 100)), '{summary}', summary), 1, 290))
  where name_key = '';
