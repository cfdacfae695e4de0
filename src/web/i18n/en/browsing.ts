export const browsing = {
  archived: "Archived ones",
  noneArchived: "No archived channel has this name.",
  last: "last message {{when}}",
  silent: "no message yet",
};
