using System.Text.RegularExpressions;
using Lab.Instruments.Drivers;

namespace Lab.Architecture.Tests;

/// <summary>The README of each folder of drivers names every command that its drivers send, with its sources: it cannot drift
/// from them.</summary>
public sealed partial class DriverReadmeTests
{
    private static readonly string Drivers = Path.Combine(Repository.Root, "Instruments", "Lab.Instruments.Drivers");

    /// <summary>The folders with drivers that have a wire.</summary>
    private static readonly IReadOnlyList<string> Folders =
    [
        .. Directory.EnumerateDirectories(Drivers)
            .Where(folder => DriverSources(folder).Any())
            .Order(StringComparer.Ordinal),
    ];

    private static readonly string[] Sections =
    [
        "What is sent", "What an earlier user may have left behind", "Manners", "Models"
    ];

    [Fact]
    public void Folders_AreThoseOfTheCatalogue() => Assert.Equal(
        DriverCatalog.Shipped.All.Where(driver => !driver.IsComposite).Select(
            driver => driver.Kind.Interface.Namespace!.Split('.')[^1]).Distinct()
            .Order(StringComparer.Ordinal),
        Folders.Select(Path.GetFileName));

    [Fact]
    public void Folder_HasAReadmeWithItsSections() => Repository.AssertNone(
        from folder in Folders
        from section in Sections
        where !Readme(folder).Contains($"\n## {section}\n", StringComparison.Ordinal)
        select $"{Repository.Shown(folder)}: ## {section}",
        "Every folder of drivers has a README that tells what is sent, what earlier users leave behind, manners and models.");

    [Fact]
    public void Command_ThatADriverSends_StandsInTheReadme() => Repository.AssertNone(
        from folder in Folders
        from command in DriverSources(folder).SelectMany(Commands).Concat(CommandsOfEverySession(folder)).Distinct()
        where !IsNamed(command, Readme(folder))
        select $"{Repository.Shown(folder)}: {command}",
        "Every command that a driver sends stands in the README of its folder, with what it does and its sources.");

    [Fact]
    public void Belief_NamesALineOfTheReadme() => Repository.AssertNone(
        from driver in DriverCatalog.Shipped.All
        where !driver.IsComposite
        let folder = Path.Combine(Drivers, driver.Kind.Interface.Namespace!.Split('.')[^1])
        let cells = FirstCells(Readme(folder)).ToList()
        from belief in driver.Beliefs
        where !cells.Exists(cell => cell == belief.Line
            || cell.Split(", ").Any(part => part == belief.Line || IsShort(part, belief.Line)))
        select $"{driver.Name}: {belief.Line}",
        "What a first meeting reports refers to a line of the README by its first cell.");

    [Fact]
    public void Call_ThatADriverMakes_StandsInTheReadme() => Repository.AssertNone(
        from folder in Folders
        where DriverSources(folder).Any(IsLibrary)
        from call in Directory.EnumerateFiles(Path.Combine(Drivers, Path.GetFileName(folder)!), "*.cs")
            .SelectMany(file => Calls().Matches(File.ReadAllText(file)).Select(match => match.Value.Trim('"'))).Distinct()
        where !Readme(folder).Contains($"`{call}`", StringComparison.Ordinal)
        select $"{Repository.Shown(folder)}: {call}",
        "Every function of a maker's library that a driver calls stands in the README of its folder.");

    [Theory]
    [InlineData("\":OUTP 0\"", ":OUTP")]
    [InlineData("$\":SENS:VOLT:NPLC {x:R};:SYST:AZER {y}\"", ":SENS:VOLT:NPLC :SYST:AZER")]
    [InlineData("\":TRIG:SOUR IMM;COUN 1\"", ":TRIG:SOUR ;COUN")]
    [InlineData("\"*ESR?\"", "*ESR?")]
    [InlineData("x ? 1 : 0 // \":NOT:THIS\"", "")]
    public void Commands_OfALine(string line, string commands) =>
        Assert.Equal(commands, string.Join(' ', CommandsIn(line, hasWords: false)));

    [Theory]
    [InlineData("$\"UNIT {Tesla}\"", "UNIT")]
    [InlineData("\"RDGFIELD?\"", "RDGFIELD?")]
    [InlineData("\"REL 0,1\", \"MODEL475\", \"NO PROBE\"", "REL")]
    public void Commands_OfALine_WhereCommandsAreWords(string line, string commands) =>
        Assert.Equal(commands, string.Join(' ', CommandsIn(line, hasWords: true)));

    private static IEnumerable<string> DriverSources(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Where(file => File.ReadAllText(file).Contains(": Scpi", StringComparison.Ordinal) || IsLibrary(file));

    private static string Readme(string folder)
    {
        string file = Path.Combine(folder, "README.md");
        return File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : string.Empty;
    }

    private static IEnumerable<string> Commands(string file)
    {
        // Instruments without an error queue have commands that are words without colons.
        string code = File.ReadAllText(file);
        bool hasWords = code.Contains("ErrorReporting.EventStatusRegister", StringComparison.Ordinal)
            || code.Contains("ErrorReporting.Acknowledgement", StringComparison.Ordinal);
        return File.ReadLines(file).SelectMany(line => CommandsIn(line, hasWords));
    }

    // A driver behind a maker's library makes calls; their names stand in its file and in those of its parts.
    private static bool IsLibrary(string file) => File.ReadAllText(file).Contains("IsLibrary = true", StringComparison.Ordinal);

    private static IEnumerable<string> CommandsOfEverySession(string folder) =>
        DriverSources(folder).All(IsLibrary) ? []
        : DriverSources(folder).Any(file => File.ReadAllText(file).Contains(
            "ErrorReporting.EventStatusRegister", StringComparison.Ordinal))
            ? ["*IDN?", "*ESE", "*ESE?", "*ESR?"]
            : ["*IDN?", "*ESE", "*ESE?", "*ESR?", ":SYST:ERR?"];

    private static IEnumerable<string> CommandsIn(string line, bool hasWords)
    {
        string code = Comment().Replace(line, string.Empty);
        IEnumerable<Match> found = Headers().Matches(code);
        return (hasWords ? found.Concat(Words().Matches(code)) : found).Select(match => match.Groups["command"].Value);
    }

    private static IEnumerable<string> FirstCells(string readme) => readme.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Split('|')[1].Trim().Replace("`", string.Empty, StringComparison.Ordinal));

    // ":SOUR:POW" is short for ":SOUR:POW x dBm", not for ":SOUR:POW:LIM?".
    private static bool IsShort(string command, string line) =>
        line[0] is ':' or '*'
        && command.StartsWith(line, StringComparison.Ordinal)
        && (command.Length == line.Length || command[line.Length] is ' ' or ';');

    // The whole command: ":SOUR:CURR" does not stand in ":SOUR:CURR:COMP".
    private static bool IsNamed(string command, string readme) => Regex.IsMatch(
        readme,
        $"(?:^|[` ;]){Regex.Escape(command.TrimStart(';'))}(?![A-Z0-9:?])",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(10));

    [GeneratedRegex("\"DAQmx[A-Za-z0-9]+\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Calls();

    [GeneratedRegex("(?:^|\\s)//.*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        "(?:(?<=[\"; }])(?<command>[:*][A-Z]{3,}[0-9]*(?::[A-Z]{2,}[0-9]*)*\\??)|(?<command>;[A-Z]{4})(?= ))",
        RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Headers();

    [GeneratedRegex("\"(?<command>[A-Z]{3,8}\\??)(?=\"| [0-9{])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
