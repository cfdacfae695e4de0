export const app = {
  skip: "Skip to the conversation",
  signOut: "Sign out",
  unreachable: { title: "The server does not answer", text: "This page tries again every few seconds. Nothing of yours is lost." },
  noCompany: { title: "No workspace yet", text: "Your account belongs to no workspace. Ask an administrator for an invitation." },
  notFound: { title: "Nothing at this address", text: "The link may be old, or a part of it got lost.", home: "To the workspace" },
  failed: { title: "This screen failed", text: "The fault is ours. What you wrote is kept; loading the page again usually helps.", reload: "Load again" },
  bar: { label: "Main places", home: "Home", inbox: "Inbox", search: "Go to", you: "You" },
  theme: { label: "Theme", system: "As the system", light: "Light", dark: "Dark" },
  language: { label: "Language", en: "English", fr: "Français" },
  keys: { title: "Keyboard" },
};
