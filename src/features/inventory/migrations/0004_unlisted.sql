-- Lists are answered from memory (list_memory.h): the index of all that they filter and sort by cost
-- a tenth of a sweep in which everything is new.
drop index resources_listed on resources;
