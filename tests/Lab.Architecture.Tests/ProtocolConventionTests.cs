using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Protocols;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.Energies;

namespace Lab.Architecture.Tests;

public partial class ProtocolConventionTests
{
    /// <summary>What is fixed of a result's name is at least this long; a hole alone would be any name.</summary>
    private const int ShortestName = 2;

    [Fact]
    public void Catalog_HoldsEveryProtocol() => Assert.Equal(
        typeof(ProtocolCatalog).Assembly.GetTypes().Concat(typeof(EnergyProtocol).Assembly.GetTypes()).Where(type =>
            typeof(IProtocol).IsAssignableFrom(type) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal),
        ProtocolCatalog.Shipped.All.Select(protocol => protocol.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Settings_AreDocumentedEachAndAll() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        from property in protocol.SettingsType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetCustomAttribute<SettingAttribute>() is not { Description.Length: > 0 } attribute
            || !attribute.Description.EndsWith('.')
        select $"{protocol.SettingsType.Name}.{property.Name}",
        "Every property of a protocol's settings has a [Setting] with a sentence for the experimenter.");

    [Fact]
    public void SettingsDefaults_RoundTripThroughText() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        let defaults = Activator.CreateInstance(protocol.SettingsType)!
        let again = SettingsBinder.Bind(protocol.SettingsType, SettingsBinder.Write(protocol.SettingsType, defaults))
        from property in protocol.SettingsType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where !Same(property.GetValue(defaults), property.GetValue(again))
        select $"{protocol.Name}: {property.Name} is {property.GetValue(defaults)} and comes back as {property.GetValue(again)}",
        "What a run's record says of its settings makes the same settings again.");

    [Fact]
    public void Columns_HaveSnakeCaseNamesSiUnitsAndDescriptions() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        from column in CreateAny(protocol, []).Columns
        where column.Name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            || (column.Unit.Length > 0
                && !(UnitExpression.TryParse(column.Unit, out UnitExpression? unit) && unit.SiFactor == 1))
            || !column.Description.EndsWith('.')
            || column.Name is "point" or "bench_seconds"
            || !Enum.IsDefined(column.Kind)
        select $"{protocol.Name}: {column}",
        "A column of a record has a name in snake case, an SI unit and a sentence.");

    [Fact]
    public void ProtocolsThatSetAField_RecordItWithItsUncertainty() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        where protocol.SettingsType.GetProperty("Field")?.PropertyType == typeof(MagneticField?)
        from set in (bool[])[true, false]
        let columns = CreateAny(protocol, new() { ["field"] = set ? "3500 Oe" : "none" }).Columns.Where(column =>
            column.Unit == "T").Select(column => column.Name).ToArray()
        where !columns.SequenceEqual(set ? ["field", "field_uncertainty"] : [])
        select $"{protocol.Name}, field {(set ? "set" : "none")}: {string.Join(", ", columns)}",
        "A protocol with a setting 'field' records the field that is there and its uncertainty, and neither where it sets none.");

    [Fact]
    public void Protocols_DescribeEveryPointOfTheirPlan() => Assert.All(ProtocolCatalog.Shipped.All, protocol =>
    {
        IExperiment experiment = CreateAny(protocol, []);
        Assert.True(experiment.PointCount > 0);
        Assert.All(Enumerable.Range(0, experiment.PointCount), point => Assert.NotEmpty(experiment.Describe(point)));
        Assert.NotEmpty(protocol.Summary);

        // A study in the computer needs no instrument; any other protocol needs at least one.
        Assert.True(protocol.Needs.Count == 0 || protocol.Needs.Any(need => !need.IsOptional), protocol.Name);
        Assert.Equal(protocol.Needs.Count, protocol.Needs.Select(need => need.Role).Distinct().Count());
    });

    // What is computed has no bench to ask for; what needs one is measured.
    [Fact]
    public void Studies_AreTheProtocolsWithoutInstruments() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        where protocol is IStudyProtocol
            != (protocol is { Needs.Count: 0, PlansByBench: false } && protocol.Name != "hyperparameter-search")
        select protocol.Name,
        "A protocol without an instrument is a study (IStudyProtocol); the search alone takes the bench of another protocol.");

    [Fact]
    public void Analyses_SayWhatTheirResultsMeanAndWhatToDoNext() => Repository.AssertNone(
        from file in Repository.Sources("Protocols")
        from missing in WithoutConclusion(File.ReadAllLines(file))
        select $"{Repository.Shown(file)}:{missing}",
        "An analysis of a shipped protocol or study that gives results gives a Conclusion before them.");

    [Fact]
    public void Conclusions_NameCommandsThatThereAre() => Repository.AssertNone(
        from file in Repository.Sources("Protocols")
        from text in ConclusionsOf(file)
        from Match command in Regex.Matches(text, "`lab (?<words>[^`]+)`")
        let words = command.Groups["words"].Value.Split(' ')
        where words[0] switch
        {
            "run" => ProtocolCatalog.Shipped.Find(words[1]) is not { } protocol || !words.Where(
                word => word.StartsWith("--", StringComparison.Ordinal)
                    && word is not ("--set" or "--bench")).All(option => IsSettingOf(protocol, option)),
            "calibrations" or "twin" or "runs" => false,
            _ => true,
        }
        select $"{Repository.Shown(file)}: {command.Value}",
        "A command that a conclusion proposes names a protocol and settings that there are.");

    [Fact]
    public void Conclusions_NameResultsThatThereAre()
    {
        string all = string.Concat(Repository.Sources("Protocols").Select(File.ReadAllText));
        Regex[] names =
        [
            .. Regex.Matches(all, "\"(?<name>[a-z{](?:[a-z0-9_]|\\{[^}\"]*\\})*)\"").Select(match => match.Groups["name"].Value)
                .Where(name => Hole().Replace(name, string.Empty).Length >= ShortestName)
                .Distinct().Select(name => new Regex($"^{Hole().Replace(name, "[a-z0-9_]*")}$")),
        ];
        Repository.AssertNone(
            from file in Repository.Sources("Protocols")
            from text in ConclusionsOf(file)
            from Match hole in Regex.Matches(
                Regex.Replace(text, "\\$\"(?:[^\"\\\\]|\\\\.)*\"", string.Empty), @"(?<![{_])\{(?<name>[a-z0-9_]+)\}(?!\})")
            where !Array.Exists(names, name => name.IsMatch(hole.Groups["name"].Value))
            select $"{Repository.Shown(file)}: {hole.Value}",
            "A conclusion names results that an analysis gives.");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();

    private static bool IsSettingOf(IProtocol protocol, string option) =>
        SettingsBinder.Describe(protocol.SettingsType).Any(setting => setting.Name == option[2..].Replace('-', '_'));

    // Of an analysis that is made anew; one that is made 'with' another has that one's conclusion.
    private static IEnumerable<int> WithoutConclusion(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (!Regex.IsMatch(lines[i], @"^\s+Results ="))
            {
                continue;
            }

            int start = Array.FindLastIndex(lines, i, line => Regex.IsMatch(line, @"\bnew Analysis\b|=> new\(\)|\bwith$"));
            if (!lines[start].TrimEnd().EndsWith("with", StringComparison.Ordinal)
                && !lines[start..i].Any(line => line.Contains("Conclusion = new Conclusion(", StringComparison.Ordinal)))
            {
                yield return i + 1;
            }
        }
    }

    // Their texts, in which literals over several lines are one.
    private static IEnumerable<string> ConclusionsOf(string file) => Regex.Matches(
            Regex.Replace(File.ReadAllText(file), "\"\\s*\\+ \\$?\"", string.Empty),
            @"Conclusion = new Conclusion\(.*?^\s+Results =",
            RegexOptions.Singleline | RegexOptions.Multiline)
        .Select(match => match.Value);

    /// <summary>An experiment with the defaults, and with a file where a protocol has to be given one.</summary>
    private static IExperiment CreateAny(IProtocol protocol, Dictionary<string, string> settings)
    {
        if (protocol.Name == "power-calibration")
        {
            settings["reference"] = Path.Combine(Repository.Root, "docs", "reference-junction.csv");
        }

        object values = SettingsBinder.Bind(protocol.SettingsType, settings);
        return protocol.PlansByBench ? protocol.Create(values, BenchOf(protocol)) : protocol.Create(values);
    }

    private static BenchDefinition BenchOf(IProtocol protocol) =>
        new BenchFileReader(
            [.. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith([]))],
            [.. TwinCatalog.Shipped.Parts.Select(part => part.Schema)])
            .ReadFile(Path.Combine(Repository.Root, "Runs", "Lab.Workbench", "Benches", $"{protocol.DefaultBench}.yaml"));

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (IEnumerable a, IEnumerable b) and not (string, string) => a.Cast<object>().SequenceEqual(b.Cast<object>()),
        _ => Equals(left, right),
    };
}
