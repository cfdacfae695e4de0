export const people = {
  somebody: "somebody",
  bot: "bot",
  imported: "imported",
  left: "left",
  me: "you",
  nameOrHandle: "Name or handle",
  noneFound: "Nobody has this name.",
  takeOut: "Take {{name}} out",
  roles: { guest: "Guest", member: "Member", administrator: "Administrator" },
  roleHelp: {
    guest: "Sees only the channels and people that are shared with them.",
    member: "Finds and joins public channels, and makes new ones.",
    administrator: "Also invites people, gives roles and imports. Reads no private channel that they aren’t in.",
  },
  fields: { name: "Name", handle: "Handle", handleHelp: "What people type after @.", title: "Title (optional)" },
  you: { title: "You", profile: "How others see you", saved: "Profile saved", look: "This browser", leave: "Leave", leaveHelp: "Signing out empties every tab of this browser; drafts go, too." },
};
