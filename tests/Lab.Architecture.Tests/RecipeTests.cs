using System.Reflection;
using System.Text.RegularExpressions;
using Lab.Instruments.Drivers;
using Lab.Protocols;
using Lab.Protocols.Searches;

namespace Lab.Architecture.Tests;

/// <summary>The recipes of ARCHITECTURE.md name what exists, and adding a thing touches the places that they name and no
/// other.</summary>
public partial class RecipeTests
{
    private static readonly string Architecture = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));

    private static readonly IReadOnlyList<(string Shown, HashSet<string> Words)> Sources =
    [
        .. Repository.Sources([.. Repository.ProductFolders, "tests"])
            .Select(file => (
                Repository.Shown(file),
                Word().Matches(File.ReadAllText(file)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal))),
    ];

    [Fact]
    public void Architecture_NamesThatItCodes_Exist()
    {
        // A place for a name.
        var known = Sources.SelectMany(source => source.Words).Append("PartNumber").ToHashSet(StringComparer.Ordinal);
        Repository.AssertNone(
            from match in Coded().Matches(Architecture)
            from Match name in Name().Matches(match.Groups[1].Value)
            where !known.Contains(name.Value)
                && !Directory.EnumerateDirectories(Repository.Root, name.Value, SearchOption.AllDirectories).Any()
            select name.Value,
            "ARCHITECTURE.md names types, members and folders that there are.");
    }

    [Fact]
    public void Architecture_FilesThatItLinks_Exist() => Repository.AssertNone(
        from Match match in Link().Matches(Architecture)
        where !Path.Exists(Path.Combine(Repository.Root, match.Groups[1].Value))
        select match.Groups[1].Value,
        "ARCHITECTURE.md links to files that there are.");

    // Recipe "Add an instrument": driver and twin, which name themselves to their catalogues. RoughCatalog names manners by the
    // twin.
    [Fact]
    public void Driver_PlacesThatNameIt_AreThoseOfTheRecipe() => Repository.AssertNone(
        from driver in DriverCatalog.Shipped.All
        let type = TypeOf(driver)
        from source in Sources
        where !source.Shown.StartsWith("tests/", StringComparison.Ordinal) && source.Words.Contains(type.Name)
        let own = $"/{type.Namespace!.Split('.')[^1]}/"
        where !source.Shown.Contains(own, StringComparison.Ordinal)
        where Path.GetFileName(source.Shown) != "RoughCatalog.cs" && !IsPair(source.Shown)
        select $"{source.Shown} names {type.Name}",
        "Adding a driver touches its own folder.");

    [Fact]
    public void Driver_CountOfPlaces_IsThatOfTheRecipe() => Repository.AssertNone(
        from driver in DriverCatalog.Shipped.All
        where !driver.IsComposite
        let type = TypeOf(driver)
        let shared = Sources.Count(source => !source.Shown.StartsWith("tests/", StringComparison.Ordinal)
            && (source.Words.Contains(type.Name) || source.Words.Contains($"{type.Name}Twin"))
            && !source.Shown.Contains($"/{type.Namespace!.Split('.')[^1]}/", StringComparison.Ordinal)
            && !IsPair(source.Shown))
        where shared > 1
        select $"{type.Name}: {shared} shared files",
        "Of Lab's shared files, the list of manners alone names an instrument: ARCHITECTURE.md, 'Add an instrument', 3 and 4.");

    // Recipe "Add a protocol": its own folder, its line in the catalogue, and its truths.
    [Fact]
    public void Protocol_PlacesThatNameIt_AreThoseOfTheRecipe() => Repository.AssertNone(
        from protocol in ProtocolCatalog.Shipped.All
        let type = protocol.GetType()
        from source in Sources
        where !source.Shown.StartsWith("tests/", StringComparison.Ordinal) && source.Words.Contains(type.Name)
        where !source.Shown.Contains($"/{type.Namespace!.Split('.')[^1]}/", StringComparison.Ordinal)
        where Path.GetFileName(source.Shown) is not ("ProtocolCatalog.cs" or "HiddenTruth.cs" or "ShippedTruths.cs"
            or "RecordedSpectra.cs")
        where type != typeof(HyperparameterSearchProtocol) // made with the other protocols of the registry
        select $"{source.Shown} names {type.Name}",
        "Adding a protocol touches its own folder, the catalogue, the truths that 'validate' compares with, and what a twin fit "
            + "reads.");

    // One instrument that leads another is made of the twins of both.
    private static bool IsPair(string shown) => Path.GetFileName(shown).Contains("With", StringComparison.Ordinal);

    private static Type TypeOf(DriverDescription driver) => typeof(DriverCatalog).Assembly.GetTypes().First(type =>
        !type.IsInterface && !type.ContainsGenericParameters
        && type.GetProperty("Description", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null)
            is DriverDescription description && description.Name == driver.Name);

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Coded();

    /// <summary>A name of a type, a member or a project: two capitals at least, so that words of a command are none.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
