export const notices = {
  title: "Notifications",
  invited: "vous a ajouté à ce canal",
  from: "{{name}} dans #{{channel}}",
  here: {
    title: "Dans ce navigateur",
    on: "Les notifications sont activées dans ce navigateur. Elles arrivent tant que Bastide est ouvert dans un onglet.",
    off: "Les notifications sont désactivées dans ce navigateur.",
    denied:
      "Ce navigateur refuse les notifications de cette adresse. Autorisez-les dans les réglages de la page (le signe à gauche de l’adresse), puis rechargez.",
    missing: "Ce navigateur n’affiche pas de notifications pour cette adresse. Il faut HTTPS, et un navigateur qui en est capable.",
    turnOn: "Activer",
    turnOff: "Désactiver",
    try: "En montrer une",
    sample: "Une notification de Bastide",
    sampleText: "Voilà comment un message arriverait.",
    nothing: "Le navigateur a demandé, et la réponse était non.",
  },
  level: {
    title: "Ce qui vous est signalé",
    all: "Chaque message",
    mentions: "Ce qui s’adresse à vous",
    none: "Rien",
    help: {
      all: "Chaque nouveau message de vos canaux, sauf ceux en sourdine.",
      mentions: "Mentions, messages directs, réponses dans vos fils, appels à tous et canaux où l’on vous ajoute.",
      none: "Aucune notification. Les nombres de la barre latérale restent.",
    },
  },
  quiet: {
    title: "Heures calmes",
    switch: "Pas de notifications à certaines heures",
    help: "D’après l’heure de {{zone}}. Ce qui arrive entre-temps attend dans « À voir ».",
    from: "De",
    to: "À",
  },
  own: { title: "Canaux à part", help: "Ils ne suivent pas le choix ci-dessus.", none: "Tous les canaux suivent le choix ci-dessus.", muted: "En sourdine" },
  on: "Sur tous vos appareils",
};
