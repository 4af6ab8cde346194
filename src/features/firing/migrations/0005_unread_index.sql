-- Nobody looks for decisions by their instant alone any more: decisions_of_fire has the schedule too.
drop index decisions_at on decisions;
