// What people who guess passwords try first. Short words count with digits and signs around them and
// with the usual letters swapped (p@ssw0rd2026); long ones as they stand, without spaces and signs.
// Internal to this room.
#pragma once

#include <array>
#include <string_view>

namespace muster::crypto {

inline constexpr auto kCommonWords = std::to_array<std::string_view>({
    "password", "passwords", "passwort", "motdepasse", "contrasena", "parola", "parol", "mima", "welcome", "bienvenue", "bienvenido",
    "letmein", "admin", "administrator", "root", "superuser", "user", "username", "guest", "test", "testing", "tester", "demo", "login",
    "signin", "access", "secret", "private", "master", "changeme", "changeit", "default", "temp", "temporary", "qwerty", "qwertyuiop",
    "azerty", "qwertz", "asdfgh", "zxcvbn", "iloveyou", "loveyou", "lovely", "love", "sunshine", "princess", "prince", "dragon", "monkey",
    "football", "baseball", "basketball", "soccer", "hockey", "cricket", "tennis", "liverpool", "chelsea", "arsenal", "barcelona",
    "realmadrid", "juventus", "manchester", "superman", "batman", "spiderman", "pokemon", "starwars", "ninja", "shadow", "hunter",
    "michael", "jennifer", "jessica", "ashley", "charlie", "daniel", "thomas", "jordan", "andrew", "robert", "maria", "mohammed",
    "muhammad", "ahmed", "ali", "alexander", "anna", "natasha", "svetlana", "computer", "internet", "google", "facebook", "whatsapp",
    "youtube", "microsoft", "windows", "samsung", "iphone", "android", "gmail", "yahoo", "hotmail", "outlook", "linkedin", "icann",
    "atlarge", "muster", "ralo", "alac", "summer", "winter", "spring", "autumn", "january", "february", "march", "april", "june", "july",
    "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "hello", "helloworld", "goodmorning", "family", "mother", "father", "mylove", "freedom", "jesus", "jesuschrist", "godislove", "allah",
    "bismillah", "inshallah", "trustno", "whatever", "nothing", "mypassword", "thepassword", "newpassword", "yourpassword", "passphrase",
});

inline constexpr auto kCommonPhrases = std::to_array<std::string_view>({
    "correcthorsebatterystaple", "iloveyouforever", "iloveyousomuch", "iloveyoubaby", "iloveyoumore", "ilovemyfamily", "ilovemymother",
    "letmeinplease", "letmeinnow", "openthedoor", "opensesame", "thisismypassword", "thisispassword", "thisisapassword", "thisissecret",
    "passwordpassword", "mypasswordis", "mypasswordispassword", "enterpassword", "changethispassword", "changemeplease", "changepassword",
    "defaultpassword", "temporarypassword", "secretpassword", "forgotpassword", "forgotmypassword", "idontknow", "idontremember",
    "noonewillguess", "nobodyknows", "administrator", "administrateur", "administrador", "administration", "qwertyuiopasdfghjkl",
    "qwertyqwerty", "qwertyasdfgh", "onetwothreefour", "onetwothree", "unodostres", "abcdefg", "helloworld", "hellohello", "welcomehome",
    "welcometo", "welcomeback", "goodmorning", "goodnight", "happybirthday", "merrychristmas", "happynewyear", "manchesterunited",
    "liverpoolfc", "fcbarcelona", "realmadridcf", "youllneverwalkalone", "leicestercity", "arsenalfc", "chelseafc", "harrypotter",
    "starwarsfan", "maytheforcebewithyou", "lordoftherings", "gameofthrones", "winteriscoming", "spongebob", "spongebobsquarepants",
    "teenagemutantninjaturtles", "supercalifragilisticexpialidocious", "tobeornottobe", "thequickbrownfox", "neverforget",
    "livelaughlove", "carpediem", "hakunamatata", "inthebeginning", "ingodwetrust", "jesuslovesme", "jesusislord", "godisgood",
    "godisgreat", "thelordismyshepherd", "allahuakbar", "lailahaillallah", "alhamdulillah", "assalamualaikum", "trustnoone", "trustnobody",
    "whatsupdoc", "whateverwhatever", "computercomputer", "internetinternet", "internetuser", "internetsociety", "atlargecommunity",
    "icannatlarge", "icannalac", "icannwiki", "lorem", "loremipsum", "loremipsumdolor", "loremipsumdolorsitamet", "foobarbaz",
    "foobarfoobar", "testtesttest", "testingtesting", "asdfghjkl", "azertyuiop", "qwertzuiop", "jklasdf", "monkeymonkey", "dragonballz",
    "pokemongo", "minecraft", "callofduty", "counterstrike", "worldofwarcraft", "leagueoflegends", "motdepassemotdepasse",
    "contrasenasegura", "micontrasena", "monmotdepasse", "moiparol", "wodemima", "woaini", "woainiwoaini", "teamoteamo", "teamomucho",
    "jetaimejetaime", "jetaimepourtoujours", "yatebyalyublyu", "ichliebedich", "administradora", "bonjourbonjour", "holaholahola",
});

}  // namespace muster::crypto
