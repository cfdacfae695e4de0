export const browsing = {
  archived: "Archived ones",
  noneArchived: "No archived channels here.",
  last: "last message {{when}}",
  silent: "no message yet",
  words: "Name",
  create: "Create",
  none: "No public channel has this name.",
  open: "Open",
  look: "Look",
  more: "Show more",
};
