export const browsing = {
  archived: "Archived ones",
  noneArchived: "No archived channels here.",
  last: "last message {{when}}",
  silent: "no message yet",
};
