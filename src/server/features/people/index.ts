// People of a company: names, roles, who is still in, found by a directory in memory.
// Not here: accounts and passwords (features/accounts), which a person may belong to.
// Start at people.service.ts.
export { PeopleDirectory, type PersonRow, type SharedPeople } from "./people.directory.ts";
export { asHandle, createHandles, type Handles, handleOf, numbered } from "./people.handles.ts";
export { Person } from "./people.records.ts";
export { peopleRoutes } from "./people.routes.ts";
export { createPeople, type People, present as presentPerson } from "./people.service.ts";
export { createStewardship, type Estate } from "./people.stewardship.ts";
