export const companies = {
  rail: "Workspaces",
  home: { title: "No channel open", text: "Choose one at the left, or make the first one." },
  menu: { invite: "Invite people", import: "Import from Slack", trust: "Is my data safe?" },
  invite: {
    title: "Invite people to {{company}}",
    role: "They come as",
    lasts: "The link is valid for",
    days_one: "{{count}} day",
    days_other: "{{count}} days",
    uses: "How many people may use it",
    button: "Make the link",
    made: "The invitation is ready",
    once: "Copy it now: it is shown only this once. Valid until: {{day}}.",
    link: "Invitation link",
    copy: "Copy",
    copied: "Invitation copied",
  },
};
