/**
 * What people choose in the six languages, the most common first: passwords, names, teams, and words of every day. In
 * small letters, without accents. Digits and signs in the place of letters, capitals, and what is put before or behind
 * are no other word: see `estimate-guesses.ts`.
 */
const LIST = `
password passwort passw kennwort motdepasse contrasena haslo secret geheim qwerty qwertz azerty letmein welcome
willkommen bienvenue benvenuto bienvenido witaj dragon monkey master login admin administrator administrateur root
toor user guest gast test tester testing demo default changeme change temp temporary access hello hallo bonjour ciao
hola czesc iloveyou ilove loveyou love liebe amour amore amor milosc jetaime ichliebedich tiamo teamo kochamcie
princess princesa principessa prinzessin sunshine shadow football baseball basketball soccer hockey superman batman
spiderman ironman starwars trustno trustnoone whatever michael jennifer jordan hunter ranger buster soldier harley
george andrew charlie daniel thomas robert matthew jessica ashley joshua amanda nicole michelle samantha taylor tigger
computer internet killer pepper ginger freedom fuckyou fuckme fuck asshole bitch pussy sexy sex sexsex porn boobs dick
cock suck hardcore naked horny lover cheese summer winter spring autumn sommer herbst fruhling printemps hiver automne
primavera estate autunno inverno verano invierno otono wiosna lato jesien zima january february march april may june
july august september october november december januar februar maerz juni juli oktober dezember janvier fevrier mars
avril juin juillet aout septembre octobre novembre decembre gennaio febbraio marzo aprile maggio giugno luglio agosto
settembre ottobre dicembre enero febrero abril mayo junio julio septiembre octubre noviembre diciembre styczen luty
marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien monday tuesday wednesday thursday
friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi
samedi dimanche lunedi martedi mercoledi giovedi venerdi sabato domenica lunes martes miercoles jueves viernes sabado
domingo poniedzialek wtorek sroda czwartek piatek sobota niedziela abc abcd abcde abcdef abcabc aaa qaz wsx edc qazwsx
qazwsxedc zaqwsx zaq qweasd qweasdzxc asdzxc qwe asd zxc asdf asdfgh asdfghjkl zxcvbn zxcvbnm qwert qwertyuiop wasd
poiuy mnbvcxz lkjhgf 123123 123321 112233 121212 131313 111222 123654 654321 147258 147258369 159753 159357 741852963
789456 789456123 456789 456123 101010 202020 232323 252525 696969 777777 555555 666666 888888 999999 000000 007007
010203 11223344 12341234 123qwe 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3 a1b2c3 a1b2c3d4
abc123 321321 314159 420420 142536 147147 258258 369369 852456 963852741 951753 753951 357159 246810 135790 13579
24680 98765 987654 1029384756 5201314 7758521 qwer1234 asdf1234 1234qwer zxcv1234 aaaa1111 p455w0rd mustang corvette
ferrari porsche mercedes yamaha honda toyota nissan suzuki kawasaki ducati bmw audi volvo jaguar maserati lamborghini
peugeot renault citroen skoda golf passat yankees lakers cowboys steelers eagles raiders packers redskins dolphins
giants broncos patriots rangers bulldogs tigers arsenal chelsea liverpool manchester united everton tottenham
barcelona barca madrid realmadrid atletico juventus milan inter napoli roma lazio bayern borussia dortmund schalke
werder hamburg psg marseille olympique legia lech wisla polska poland germany deutschland france italia italy espana
spain england london paris berlin munich muenchen wien vienna zurich rome milano venezia torino sevilla valencia
bilbao warszawa krakow gdansk wroclaw poznan newyork america canada australia russia moscow china india brasil brazil
mexico texas dallas houston chicago boston phoenix denver austin california florida hawaii andrea anna anne anita
alice alex alexander alexandra alexis albert alberto alfredo allison amber amelie ana andre andreas andres angel
angela angelika angie angelo anthony anton antonio antonia arthur barbara beatrice ben benjamin bernard bernd bernhard
bianca birgit bob brandon brian bruno camille carla carlo carlos carmen carolina caroline catherine celine charles
charlotte chiara chris christian christina christine christoph christopher claire clara claude claudia claudio conny
cristina daniela daniele danny dave david davide debbie denise dennis diana diego dieter dirk dominik dominique donald
dorota edward elena elisa elizabeth emilia emily emma enrico eric erik eva ewa fabian fabio fabrice felix fernando
filip florian francesca francesco francisco franck frank frederic fritz gabriel gabriele gabriella gerald gerard
gerhard giovanni giulia giuseppe grzegorz guillaume gunter hannah hans harald heather heidi heiko heinz helena helmut
henri henry herbert holger hugo ian ines ingrid irene isabel isabelle isabella ivan jack jacob jacques jakub james jan
jane janina jasmin jasmine jason javier jean jeremy jerome jessie jesus joachim joanna joel joerg johan johannes john
johnny jonas jonathan jorge jose joseph juan juergen jules julia julian julie julien jurgen justin justyna kai karen
karin karl karol karolina katarzyna kate katharina kathrin katrin kelly kerstin kevin kim klaus krystyna kristina
krzysztof lara larry laura lauren laurent lea lena leo leon leonardo leonie linda lisa lorenzo louis louise luca lucas
lucia lucie luigi luis luisa lukas lukasz magda magdalena maggie maja manfred manon manuel manuela marc marcel marcin
marco marcus marek margaret margarita maria mariana marie marina mario marion mark markus marta martin martina martine
mary massimo mateusz mathias mathieu matt matteo matthias maurice max maxime maximilian melanie melissa mia michal
michaela michele michel miguel mike mikael mila miriam mohamed monica monika monique morgan nadine nancy natalia
natalie natasha nathalie nathan nicholas nick nicolas niklas nils nina noah norbert olga oliver olivia olivier oscar
otto pablo paola paolo patricia patrick paul paula pauline pawel pedro peter petra philip philipp philippe pierre
pietro piotr rachel rafael rainer ralf raphael raul rebecca regina reinhard renate rene riccardo richard ricardo rita
roberta roberto roland rolf roman romain rosa rose roxanne rudolf ryan sabine sabrina salvatore sam samuel sandra sara
sarah scott sean sebastian sergio sharon silvia simon simona simone sofia sophia sophie stefan stefania stefanie
steffen stella stephan stephane stephanie stephen steve steven susan susanne sven sylvia sylvie tanja tanya tania
teresa theo theresa thierry thorsten tiffany tim timothy tina tobias tom tomas tomasz tommy tony torsten ulrich ulrike
ursula ute uwe valentin valentina valeria valerie vanessa vera veronica veronika victor victoria vincent vincenzo
virginia viviane walter werner wilhelm william wojciech wolfgang xavier yannick yves yvonne zofia zoe agnieszka
aleksandra andrzej bartek bartosz beata bogdan bozena damian danuta dariusz edyta elzbieta ela gosia halina iwona
izabela jacek jadwiga janusz jarek jaroslaw jerzy jolanta kacper kamil kamila kasia kinga kuba lucyna maciej maciek
malgorzata mariusz marzena michalina mirek monia natalka ola patryk paulina pawelek przemek radek rafal renata
robertek ryszard slawek stanislaw sylwia tadeusz tomek urszula wiktoria wieslaw zbigniew alejandro alvaro beatriz
begona cristian dolores eduardo enrique esperanza estrella gonzalo guillermo ignacio iker jaime joaquin josefa lorena
macarena marcos montse nacho nuria pepe pilar ramon raquel rocio rodrigo rosario ruben salvador santiago soledad
susana vicente yolanda alain alexandre antoine aurelie aurelien baptiste benoit bertrand cecile chloe clement corinne
delphine didier elodie emilie emmanuel etienne fabien florence florent francois francoise gaelle genevieve gilles
gregory helene jeanne jeremie josephine justine karine laetitia laure lucien ludovic madeleine marguerite marine
mathilde mickael mireille nadia noemie oceane odile pascal quentin sandrine sebastien severine solene sylvain thibault
veronique virginie yann alessandra alessandro alessia alessio antonella arianna aurora carlotta caterina cinzia
domenico elisabetta emanuele erika federica federico filippo flavia franca franco gaetano gennaro giacomo gianni
giorgia giorgio giovanna ilaria loredana lorenza luciana luciano maddalena marcello margherita mattia maurizio mauro
michela mirko nicola nicoletta patrizia pasquale piero pina raffaele raffaella renato renzo rossana rossella sandro
sebastiano serena silvana silvio stefano tiziana tommaso umberto valentino vittorio vittoria bella lucky rocky buddy
molly sadie daisy coco bailey duke cooper lola luna rex bello hasso waldi fifi medor minou garfield snoopy mickey
minnie goofy pluto pikachu pokemon charmander zelda sonic naruto goku vegeta sasuke itachi saiyan onepiece dragonball
yugioh gandalf frodo bilbo aragorn legolas gollum mordor hobbit tolkien potter harrypotter hogwarts dumbledore
voldemort hermione matrix neo trinity morpheus skywalker vader darthvader yoda chewbacca jedi sith kenobi anakin
stargate startrek enterprise spock kirk picard vulcan klingon terminator rambo bond jamesbond goldfinger simpsons
homer bart marge southpark cartman kenny tweety scooby scoobydoo barbie hellokitty winnie tinkerbell cinderella nemo
shrek merlin excalibur lancelot camelot avalon phantom joker wolverine hulk thor loki avengers marvel minecraft
fortnite roblox warcraft starcraft diablo counterstrike halflife callofduty xbox nintendo playstation gamer gaming
steam metallica nirvana slipknot eminem beatles rammstein madonna britney shakira rihanna beyonce elvis rolling stones
rollingstones pinkfloyd acdc ironmaiden megadeth slayer blink greenday linkin linkinpark tokiohotel onedirection
bieber tupac rockstar rocknroll guitar gitarre guitare chitarra guitarra gitara piano music musik musique musica
muzyka dance disco techno trance drummer bass apple apples banana orange cherry lemon peach strawberry pineapple
coconut mango melon cookie cookies chocolate chocolat schokolade cioccolato czekolada candy sugar honey sweet sweety
sweetie cupcake muffin pizza pasta spaghetti burger bacon butter chicken coffee kaffee cafe kawa whisky whiskey vodka
tequila guinness heineken corona beer bier biere birra cerveza piwo wine wein vino tiger lion panther cheetah wolf
wolves bear eagle falcon hawk raven snake cobra viper python spider scorpion shark dolphin whale turtle rabbit bunny
horse pony kitten kitty cat cats dog dogs doggy puppy hund katze chat chien gatto cane gato perro kot pies pferd maus
mouse frog monkeys panda koala penguin elephant zebra giraffe butterfly schmetterling papillon farfalla mariposa motyl
flower flowers blume fleur fiore flor kwiat rosebud tulip lily orchid violet black white green blue yellow purple
silver golden gold pink brown schwarz weiss rot gruen blau gelb noir blanc rouge vert bleu nero bianco rosso verde
azzurro negro blanco rojo azul czarny bialy czerwony zielony niebieski diamond diamonds crystal emerald ruby sapphire
pearl platinum sun moon star stars sky rain snow storm thunder lightning ocean water fire earth wind mountain river
forest island beach paradise heaven angels devil demon satan hell lucifer christ jesuschrist god allah buddha bible
church faith grace blessed blessing hope peace joy happy happiness smile luck magic magical mystic dream dreams
dreamer forever eternity always never destiny spirit soul heart hearts corazon herz coeur cuore serce sonne soleil
sole sol slonce mond lune ksiezyc stern etoile gwiazda himmel ciel cielo niebo meer mer mare mar morze baby babygirl
babyboy babe darling sweetheart schatz schatzi liebling cherie cheri doudou tesoro carino kochanie kotek misiek hase
hasi mausi engel teufel mama papa mami papi mamma mutter vater mother father mom mommy dad daddy brother sister bruder
schwester family familie famille famiglia familia rodzina friend friends bestfriend girlfriend boyfriend wife husband
son daughter grandma grandpa oma opa nonna nonno babcia dziadek boy girl man woman king queen prince koenig konig roi
reine rey reina krol kaiser lord lady knight warrior ninja samurai pirate gangster player champion winner hero legend
boss chief captain commander general sergeant army navy military police fireman doctor nurse teacher student school
college university schule ecole scuola escuela szkola lehrer abracadabra opensesame sesame enter keyboard tastatur
clavier tastiera teclado klawiatura monitor printer server network system systems windows linux ubuntu debian
macintosh microsoft google facebook twitter instagram youtube whatsapp linkedin yahoo hotmail gmail outlook skype
amazon ebay paypal netflix samsung nokia iphone android motorola siemens sony cisco oracle postgres mysql database
backup support service helpdesk security secure safety private personal public office buero bureau ufficio oficina
biuro company firma business manager sales marketing finance account accounting customer client contact info mail
email post webmail postmaster webmaster hostmaster mailbox calendar one two three four five six seven eight nine ten
zero first second third last eins zwei drei vier funf sechs sieben acht neun zehn uno dos tres cuatro cinco seis siete
ocho nueve diez due tre quattro cinque sei sette nove dieci deux trois quatre cinq jeden dwa trzy cztery piec
onetwothree the and you your are for not with this that have from they will what when who how why where here there now
yes okay please thanks thankyou danke merci grazie gracias dziekuje sorry nothing nichts rien niente nada nic
something everything anything nobody somebody anybody none null nil undefined unknown empty blank good bad big small
hot cold new old young long short high low fast slow rich poor best better great super mega ultra hyper turbo cool
nice crazy wild dirty funny silly stupid genius smart clever lazy angry lonely broken dead alive free open closed real
true false right wrong left dark light bright deep little pretty beautiful work working job money geld argent soldi
dinero pieniadze cash dollar dollars euro bank banker million millionaire casino poker lottery house home haus maison
casa dom garden garten jardin giardino kitchen bedroom window door key keys schluessel lock car auto voiture macchina
coche samochod truck driver racing racer speed motor engine bike biker fahrrad velo boat ship plane pilot travel
holiday urlaub vacances vacanze vacaciones wakacje weekend party birthday geburtstag christmas weihnachten noel natale
navidad easter ostern halloween newyear running swimming tennis golfer volleyball rugby cricket boxing karate judo
yoga fitness gym skate skater skateboard snowboard snowboarding skiing surfing surfer fishing fisherman hunting
camping cycling climbing fussball calcio futbol fotbal pilka sport sports team coach number maverick bullet gunner
sniper shooter pistol weapon cannon rocket missile nuclear bomb blaster predator alien aliens galaxy cosmos universe
planet saturn jupiter mercury venus apollo zeus athena hercules achilles spartan trojan titan odin viking vampire
zombie ghost monster wizard witch dwarf elf goblin unicorn einhorn licorne mermaid fairy snickers twix oreo nutella
haribo cocacola coca cola pepsi sprite fanta redbull marlboro camel winston nike adidas puma reebok vans converse
gucci prada chanel dior versace armani rolex correcthorsebatterystaple correct battery staple trustme iamthebest
imthebest iamgod nopassword mypassword mypass newpass newpassword oldpassword yourpassword thepassword
passwordpassword pass passe passkey passphrase pincode secretpassword supersecret topsecret hidden letmeinnow letmesee
opendoor notsecure insecure unsafe hackme hacker hacked hacking accord action active adam aikido airborne airplane
alabama alaska albany album alpha alpine amigo anarchy animal answer apache arizona arkansas artist asian asdasd
athens atlanta atlantis attack avatar awesome azzer babylon badboy badger bamboo bandit baron basket bastard beagle
beaver beetle believe bigboy bigdog bigred bingo birdie biscuit bishop bitches blade blazer blizzard blonde blondie
bloody blossom blowjob bluebird bluesky bomber bonnie booboo booger boomer booster border bottle bouncer brandy breeze
brewster britain british broker brooklyn browning bubba bubble bubbles bucket budlight buffalo buffy bulldog bullshit
burning butthead button buttons cabbage cactus caesar cameron campbell cancer candle canon cardinal caramel cardiff
caravan carnage carpet carter casper cassie castle catfish celtic center century chaos charger chester chevy chopper
cinnamon circus clancy classic cleopatra clinton clover cobalt colorado columbia compaq concrete connect connor
control copper cosmic cosmo cougar country courage cowboy coyote cracker creative crimson cruise curious cyber cyclone
cynthia dagger dakota damien danger dancer darkness darkside deadly deathstar deepblue defender delta desert design
desire detroit dexter dilbert director discovery dodger dollface domino dontknow doughnut dreamcast droopy drowssap
drums dublin duchess dudley dungeon dynamite eclipse edinburgh edison einstein electric elephants element elite empire
endless energy enigma envelope escape escort europe evolution explorer express extreme fantasy farmer fender fiesta
fighter figaro flash flipper flyers flying forget fortune foster fountain foxtrot foxy freak freddy fredfred freebird
freeze frenchy friendly friendship frosty future galileo gambit gateway gemini genesis gibson gizmo gladiator glasgow
glory goblue godzilla goforit goldfish goldie goodluck gordon gorgeous grateful gravity gretchen griffin gringo grumpy
guardian gustav hamster hammer hannover happyday hardware harmony harrison harvey havana hawkeye heartbreak hendrix
hollywood homerun honest horizon horses hotdog hotrod hotstuff hurricane iceberg icecream iceman illusion imagine
impala indigo infinity insane inside intrepid invisible ireland italiano jackass jackson jaeger jakarta jamaica japan
jasper jeffrey jeremiah jerusalem jester johnson jordan23 journey justice juggernaut kangaroo karma kennedy keystone
kingdom kitkat knicks kojak kramer ladybug lakeside lancer landrover laptop laser legacy lemonade leopard lesbian
letter liberty limited lincoln lizard lobster logical lollipop lonestar lonewolf longhorn lovely loveme lovers loving
lucky7 macbeth madison madness magnum magnolia malibu mamamia manhattan maniac marathon mariner market marlin marshall
mason maximus maxwell medicine mellon melody memory memories meridian michigan midnight miller mission mister mittens
mobile modern moneymaker monopoly montana montreal moonlight mortgage motherfucker mountains mozart murphy mushroom
mystery naughty nebraska nelson nemesis newlife newport newton nightmare noodle novell nowayout nugget octopus
offspring oklahoma olympus omega online optimus opera oregon orion orlando outlaw oxford pacific packard paladin
palace pancake panasonic paradox parker passion password1 patience patriot peaches peanut peanuts pebbles penelope
pentium perfect petunia philips photo photography picasso pickle pictures pirates playboy pleasure polaris politics
pookie poopoo popcorn popeye portugal powers prelude premier president presley preston primus princeton promise
property prospect psycho pumpkin punkrock puppies pyramid quality quantum quasar quebec quest racecar rachelle radical
radio railroad rainbow rasta raymond reality rebels redhead redrum redwings redwood reggae remember renegade republic
request rescue resident retard revolution reynolds rhino ripper robinson robot romance romantic rooster royal rubber
runner russell rustam sailing sailor saints salmon sammy sanchez sandman santa saphir saxophone scarface scarlet
science scooter scorpio scotland scottish scruffy seattle selina senior sentinel serenity shalom shannon shelby
sherlock sherman shithead shopping siberia sierra silence silent simple simplicity singapore singer skinny skipper
skydive skyline sleeping slipper smokey smooth smoking snapper snowball snowflake snowman socrates software sooner
sparky special spencer spooky squirrel stallion standard stardust starfish starlight station stealth stewart stingray
stinky stranger strength strike studio stuff success suicide sultan sundance sunflower sunny sunrise sunset superb
superstar supreme survivor susie sweden swimmer switch switzerland swordfish sydney symphony tacoma tango target
tarzan tattoo teddy teddybear teenager telecom telefon telephone temple tennessee terry testament theatre therapist
thisisit thomson thumper tinker titanic together tomato tomcat toronto tornado toshiba total trained transam trapper
traveler treasure triangle tricky trigger triumph trombone tropical trouble trucker trumpet trustno1 tucker turkey
twister ulysses undertaker unique unlimited upgrade utopia valley vanilla velvet verbatim vermont victory video
village violin virgin virus vision volcano volkswagen voodoo voyager vulture wallace walker warlock washington watcher
watson weasel welcome1 wendy western whisper whiteboy wildcat wildcats williams willow wilson wisdom wolfman wombat
wonder wonderful woodstock wrestling writer xander xanadu xxxxxx yankee yosemite youandme yourmom zachary zeppelin
zigzag zxcasd
`;

/** Each with its place in the list, from 1. */
export const COMMON_PASSWORDS: ReadonlyMap<string, number> = new Map(
  LIST.trim()
    .split(/\s+/)
    .map((word, i) => [word, i + 1]),
);
