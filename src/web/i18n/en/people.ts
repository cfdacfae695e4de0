export const people = {
  here: "here now",
  somebody: "somebody",
  bot: "bot",
  imported: "imported",
  left: "left",
  me: "you",
  nameOrHandle: "Name or handle",
  noneFound: "Nobody has this name.",
  takeOut: "Take {{name}} out",
  roles: { guest: "Guest", member: "Member", administrator: "Administrator" },
  you: { title: "You" },
};
