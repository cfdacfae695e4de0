export const sidebar = {
  sort: { label: "Sort channels", name: "By name", recent: "By last message" },
  unreadOnly: "Unread only",
  star: { on: "Star", off: "Unstar", done: "Channel starred", undone: "Channel unstarred" },
  notices: {
    label: "Notices",
    usual: "As in my settings",
    all: "Every message",
    mentions: "Mentions only",
    none: "Nothing",
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
