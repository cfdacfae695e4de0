/** French of the reasons that stand beside the stored columns, by their English. */
const reasons: Readonly<Record<string, string>> = {
  "names the thing, says nothing about it": "désigne la chose, n’en dit rien",
  "a date, so that time limits and order work without opening the row": "une date, pour que délais et ordre fonctionnent sans ouvrir la ligne",
  "a number in a row of numbers, so that pages and gaps are found without opening the row":
    "un numéro dans une suite, pour trouver pages et lacunes sans ouvrir la ligne",
  "a keyed hash: found again only by who holds the index key": "une empreinte à clé : seul le détenteur de la clé d’index la retrouve",
  "one of a closed list of states": "un état d’une liste fermée",
  "SHA-256 of a random token of 256 bits": "SHA-256 d’un jeton aléatoire de 256 bits",
  "a keyed hash of the network, and of the name that was tried": "une empreinte à clé du réseau et du nom essayé",
  "a keyed hash of the normalised name or e-mail address": "une empreinte à clé du nom ou de l’adresse e-mail normalisés",
  "as whom it acts": "comme qui il agit",
  "who made it, where somebody did": "qui l’a fait, là où quelqu’un l’a fait",
  "whether its maker had shown more than a password, which a company may ask for":
    "si son auteur avait montré plus qu’un mot de passe, ce qu’une entreprise peut exiger",
  "the company that it is good in": "l’entreprise où il vaut",
  "when it was last used: shown, and grants nothing": "son dernier usage : montré, n’accorde rien",
  "days that a token is good at most, decided at every request": "durée maximale d’un jeton en jours, décidée à chaque requête",
  "a session with another number is over, so that one write ends them all": "une session d’un autre numéro est terminée : une seule écriture les clôt toutes",
  "bound to the message, so that equal reactions elsewhere look different": "liée au message : la même réaction ailleurs paraît différente",
  "hash of the consumer's name": "empreinte du nom du consommateur",
  "hours since the epoch": "heures depuis l’origine des temps Unix",
  "how many claims it checks": "combien de promesses sont vérifiées",
  "how many it found not true here": "combien ont été trouvées fausses ici",
  "how many it found proven": "combien ont été prouvées",
  "how many it has checked": "combien ont déjà été vérifiées",
  "how often it may still be used": "combien de fois on peut encore s’en servir",
  "last post that counts as news": "dernier message qui compte comme une nouveauté",
  "how long its file is": "la longueur de son fichier",
  "messages that are in": "messages arrivés",
  "messages that came with imports": "messages venus par import",
  "messages that were found": "messages trouvés",
  "milliseconds that it took": "sa durée en millisecondes",
  "names the key in every envelope made with it": "désigne la clé dans chaque enveloppe faite avec elle",
  "number of the event in its channel": "numéro de l’événement dans son canal",
  "number of the last event": "numéro du dernier événement",
  "number of the last reply": "numéro de la dernière réponse",
  "number of the last top-level message": "numéro du dernier message de premier niveau",
  "number of the reply in its thread, 0 for the message itself": "numéro de la réponse dans son fil, 0 pour le message lui-même",
  "number of the shard": "numéro de la tranche",
  "number of the top-level message in its channel": "numéro du message de premier niveau dans son canal",
  "random; stands in the head of every envelope made with it": "aléatoire ; figure en tête de chaque enveloppe faite avec elle",
  "rows that it holds": "le nombre de ses lignes",
  "so that the last administrator can't be removed": "pour que le dernier administrateur ne puisse pas être retiré",
  "so that the last owner can't be removed": "pour que le dernier propriétaire ne puisse pas être retiré",
  "spreads the keys over a few partitions": "répartit les clés sur quelques partitions",
  "spreads the rows over a few partitions": "répartit les lignes sur quelques partitions",
  "the account that it made": "le compte qui en est né",
  "the account that speaks as this person, so that taking it out works without opening":
    "le compte qui parle pour cette personne, pour pouvoir l’exclure sans ouvrir la ligne",
  "the account's number when the session began": "le numéro du compte au début de la session",
  "the administrator who made it": "l’administrateur qui l’a créée",
  "who put the person in, where somebody else did": "qui a fait entrer la personne, si ce fut quelqu’un d’autre",
  "the company that it leads to": "l’espace auquel elle mène",
  "the company that the account belongs to": "l’espace auquel appartient le compte",
  "the company's id": "l’identifiant de l’espace",
  "the first post that the member may read": "le premier message que le membre peut lire",
  "the installation or the company whose keys it wraps": "l’installation ou l’espace dont elle enveloppe les clés",
  "the installation or the company": "l’installation ou l’espace",
  "the last journal number that it has handled": "le dernier numéro de journal traité",
  "the last post read": "le dernier message lu",
  "days since the epoch, so that what is due is found without looking at everybody's rows":
    "jours depuis l'origine, pour que ce qui est dû se trouve sans regarder les lignes de tout le monde",
  "when it is due": "l'heure prévue",
  "whose it is": "à qui c'est",
  "days since the epoch": "jours depuis l'origine",
  "a keyed hash of the handle as it is compared": "un haché à clé de l'identifiant tel qu'il est comparé",
  "the message that the thread hangs on": "le message auquel tient le fil",
  "the last reply read": "la dernière réponse lue",
  "the post that the thread hangs on, 0 for the channel itself": "le message auquel tient le fil, 0 pour le canal lui-même",
  "of person and message: saving twice is saving once": "de la personne et du message : garder deux fois, c'est garder une fois",
  "when it comes back into the inbox": "quand il revient dans la boîte de réception",
  "when it is to be posted": "quand il doit être publié",
  "of person and message: reporting twice is reporting once": "de la personne et du message : signaler deux fois, c'est signaler une fois",
  "who reported it": "qui l'a signalé",
  "the message that it is about, 0 for none": "le message concerné, 0 pour aucun",
  "the post that the thread hangs on": "le message auquel le fil est attaché",
  "the reply that it is about, 0 for none": "la réponse concernée, 0 pour aucune",
  "the row version that it was": "la version de la ligne à ce moment",
  "the team that owns it": "l’équipe à laquelle il appartient",
  "whether it was written here or came with an import": "s’il a été écrit ici ou est venu par import",
  "when its state or role last changed: older invitations do not undo it":
    "quand son état ou son rôle a changé pour la dernière fois : une invitation plus ancienne n’y revient pas",
  "which generation of the key, so that rotation can tell old from new":
    "la génération de la clé, pour distinguer l’ancienne de la nouvelle lors d’une rotation",
  "who did it, or whom it is about": "qui l’a fait, ou qui cela concerne",
  "who started it": "qui l’a lancé",
  "who wrote it, so that rights and erasure work without opening": "qui l’a écrit, pour que droits et effacement fonctionnent sans ouvrir la ligne",
  "whose key it is": "à qui est la clé",
  "how often the row was written; bound by the seal like every column before it":
    "combien de fois la ligne a été écrite ; lié par le sceau comme toutes les colonnes qui précèdent",
  "inside the envelope, unreadable without all three key parts": "dans l’enveloppe, illisible sans les trois parts de la clé",
  "which of the few ordered lists of commits it stands in": "dans laquelle des quelques listes ordonnées d’écritures elle figure",
  "its place in that list, without gaps, so that a missing one shows": "sa place dans cette liste, sans lacune, pour qu’un manque se voie",
  "when it was committed": "quand elle a été écrite",
  "a random number or keyed hash that names the request, so that a repeat changes nothing":
    "un nombre aléatoire ou une empreinte à clé qui désigne la demande, pour qu’une répétition ne change rien",
  "a keyed hash of the request, to tell a repeat from another request": "une empreinte à clé de la demande, pour distinguer une répétition d’une autre demande",
  "table and key of each row that it wrote: identifiers and numbers, no content":
    "table et clé de chaque ligne écrite : identifiants et numéros, aucun contenu",
  "which owner's turn it is to write": "à quel propriétaire c’est le tour d’écrire",
  "the process that writes": "le processus qui écrit",
  "number of the last commit": "numéro de la dernière écriture",
  "up to which commit the rows are written": "jusqu’à quelle écriture les lignes sont en place",
  "up to which commit the list was forgotten": "jusqu’à quelle écriture la liste a été oubliée",
  "table and key of each row that was written: identifiers and numbers, no content":
    "table et clé de chaque ligne écrite : identifiants et numéros, aucun contenu",
  "the rows of a flush as they are sealed, until they are written": "les lignes d’un lot telles qu’elles sont scellées, jusqu’à leur écriture",
  "one of the few ordered lists of commits": "une des quelques listes ordonnées d’écritures",
  "when its last commit was": "quand a eu lieu sa dernière écriture",
  "names a fact of the store: its format, its id, which key parts it needs":
    "désigne un fait du stockage : son format, son identifiant, les parts de clé requises",
  "the fact; one is the database part of the root key, useless without the other two":
    "le fait ; l’un d’eux est la part de la clé racine gardée en base, inutile sans les deux autres",
  "always the same word": "toujours le même mot",
  "which change of the tables": "quelle modification des tables",
  "the name of the change, the same in every installation": "le nom de la modification, le même dans chaque installation",
  "SHA-256 of the change, so that it is never another one": "SHA-256 de la modification, pour que ce ne soit jamais une autre",
  "when it was made": "quand elle a été faite",
  "the oldest program that may read the tables": "le plus ancien programme qui peut lire les tables",
  "the oldest program that may write them": "le plus ancien programme qui peut les écrire",
  "always the same number": "toujours le même nombre",
  "zeros, written to see whether the disk has room": "des zéros, écrits pour voir s’il reste de la place sur le disque",
  "the company whose log it is, or the installation": "l’entreprise dont c’est le journal, ou l’installation",
  "its place in the tree, from 0": "sa place dans l’arbre, à partir de 0",
  "what was done, of a closed list": "ce qui a été fait, d’une liste fermée",
  "names the action and the commit that carried it out": "nomme l’action et l’écriture qui l’a accomplie",
  "for an outcome: the leaf that began it": "pour une issue : la feuille qui l’a commencée",
  "the person or account who did it": "la personne ou le compte qui l’a fait",
  "what it was done to": "ce sur quoi cela a été fait",
  "whom it was done to": "la personne à qui cela a été fait",
  "a salted hash of what is sealed beside the tree under the one who did it": "une empreinte salée de ce qui est scellé à côté de l’arbre pour qui l’a fait",
  "a salted hash of what is sealed beside the tree under the one to whom it was done":
    "une empreinte salée de ce qui est scellé à côté de l’arbre pour qui cela concerne",
  "the person or account that it is about; the whole where that is nobody": "la personne ou le compte concerné ; l’ensemble quand il n’y a personne",
  "the leaf that it belongs to": "la feuille à laquelle il appartient",
  "what kind of owner it has": "le genre de propriétaire",
  "from 1": "à partir de 1",
  "its place among those of its level": "sa place parmi ceux de son niveau",
  "of leaves that are hashes and ids themselves": "de feuilles qui sont elles-mêmes des empreintes et des identifiants",
  "how many leaves there are": "le nombre de feuilles",
  "the public half, which everybody may know": "la moitié publique, que chacun peut connaître",
};

/** Reasons with numbers or names in them. */
const patterns: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^holds nothing; binds (\d+) clear values, so that no one else can write the row$/,
    (count) => `ne contient rien ; lie ${count} valeurs en clair, pour que personne d’autre ne puisse écrire la ligne`,
  ],
  [/^holds (.+); binds (\d+) clear values$/, (names, count) => `contient ${names} ; lie ${count} valeurs en clair`],
];

/** The reason in French; as it stands where nobody has translated it. */
export function inFrench(why: string): string {
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(why);
    if (found) return words(...found.slice(1));
  }
  return reasons[why] ?? why;
}

export const isInFrench = (why: string): boolean => inFrench(why) !== why;
