export const sidebar = {
  sort: { label: "Sort channels", name: "By name", recent: "By last message" },
  unreadOnly: "Unread only",
  star: { on: "Star", off: "Unstar", done: "Channel starred", undone: "Channel unstarred" },
  notices: {
    label: "Notices",
    usual: "My usual",
    all: "All messages",
    mentions: "Mentions",
    none: "None",
    done: "Notices: {{level}}",
  },
  section: {
    make: "New section",
    unnamed: "New section",
    name: "Name of the section",
    rename: "Rename",
    up: "Move up",
    down: "Move down",
    delete: "Delete section",
    deleted: "Section deleted",
    move: "Move to section",
  },
};
