export const browsing = {
  archived: "Les archivés",
  noneArchived: "Aucun canal archivé ne porte ce nom.",
  last: "dernier message {{when}}",
  silent: "aucun message",
};
