export const offline = {
  cut: "No connection. What you write is kept and sent as soon as the server answers.",
  readOnly: "The server’s disk is full. Reading works; new messages wait until there is room.",
  newer: { text: "A newer version of Bastide is here.", reload: "Reload" },
  asOf: "Offline · as of {{when}}. What you write is kept and sent as soon as the server answers.",
  device: {
    title: "On this device",
    switch: "Keep what I read on this device for offline use",
    help: "The channels that you read lately, your side bar and your inbox, sealed in this browser. Signing out deletes them, on this device and at once.",
    missing: "This browser keeps nothing for offline use here. It needs HTTPS, and a browser with storage.",
  },
};
