using System.Reflection;
using Lab.Instruments.Drivers;
using Lab.Instruments.Shots;
using Lab.Instruments;
using Lab.Mocks;

namespace Lab.Architecture.Tests;

/// <summary>Interface, driver, twin and tests of a kind of instrument mirror each other.</summary>
public class DriverConventionTests
{
    private const string DriverNamespace = "Lab.Instruments.Drivers.";

    private static readonly IReadOnlyList<(Type Type, DriverDescription Description)> Drivers =
    [
        .. typeof(DriverCatalog).Assembly.GetTypes()
            .Select(type => (Type: type, Description: DescriptionOf<DriverDescription>(type)))
            .Where(pair => pair.Description is not null)
            .Select(pair => (pair.Type, pair.Description!)),
    ];

    private static readonly IReadOnlyList<(Type Type, TwinDescription Description)> Twins =
    [
        .. typeof(TwinCatalog).Assembly.GetTypes()
            .Select(type => (Type: type, Description: DescriptionOf<TwinDescription>(type)))
            .Where(pair => pair.Description is not null)
            .Select(pair => (pair.Type, pair.Description!)),
    ];

    [Fact]
    public void Catalogs_HoldEveryDriverAndTwin()
    {
        Assert.NotEmpty(Drivers);
        Assert.Equal(
            Drivers.Select(d => d.Description.Name).Order(StringComparer.Ordinal),
            DriverCatalog.Shipped.All.Select(d => d.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            Twins.Select(t => t.Description.Driver).Order(StringComparer.Ordinal),
            TwinCatalog.Shipped.All.Select(t => t.Driver).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DriverWithAWire_HasATwinInTheMirroredFolder() => Repository.AssertNone(
        from driver in Drivers
        where !driver.Description.IsComposite
        let expected = $"Lab.Mocks.{FolderOf(driver.Type)}.{driver.Type.Name}Twin"
        where !Twins.Any(twin => twin.Type.FullName == expected && twin.Description.Driver == driver.Description.Name)
        select $"{driver.Type.Name}: {expected} for '{driver.Description.Name}'",
        "Every driver with a wire has a twin that speaks its instrument's language.");

    [Fact]
    public void Twin_StandsForADriver() => Repository.AssertNone(
        from twin in Twins
        where !Drivers.Any(driver => driver.Description.Name == twin.Description.Driver && !driver.Description.IsComposite)
        select $"{twin.Type.Name} stands for '{twin.Description.Driver}'",
        "Every twin stands for the instrument of a driver.");

    [Fact]
    public void Driver_HasATestClassInTheMirroredFolder() => Repository.AssertNone(
        from driver in Drivers
        let file = Path.Combine(
            Repository.Root, "tests", "Lab.Instruments.Tests", FolderOf(driver.Type), $"{driver.Type.Name}Tests.cs")
        where !File.Exists(file)
        select Repository.Shown(file),
        "Every driver has a test class, which derives from the contract of its kind.");

    [Fact]
    public void Driver_ImplementsItsKindsInterfaceFromTheMirroredFolder() => Repository.AssertNone(
        from driver in Drivers
        let face = driver.Description.Kind.Interface
        where !face.IsAssignableFrom(driver.Type) || face.Namespace != $"Lab.Instruments.{FolderOf(driver.Type)}"
        select $"{driver.Type.Name}: {face.FullName}",
        "A driver implements the interface of its kind and lies in a folder of the same name.");

    [Fact]
    public void DriverFile_LiesInTheFolderOfItsNamespace() => Repository.AssertNone(
        from driver in Drivers
        let file = Path.Combine(
            Repository.Root, "Instruments", "Lab.Instruments.Drivers", FolderOf(driver.Type), $"{driver.Type.Name}.cs")
        where !File.Exists(file)
        select Repository.Shown(file),
        "A driver's file is named after its part number and lies in the folder of its kind.");

    [Fact]
    public void Settings_AreDescribed() => Repository.AssertNone(
        from key in DriverCatalog.Shipped.All.SelectMany(d => d.Settings.Select(s => (Where: d.Name, Key: s)))
            .Concat(TwinCatalog.Shipped.All.SelectMany(t => t.Settings.Select(s => (Where: $"twin of {t.Driver}", Key: s))))
        where key.Key.Description.Length == 0 || !key.Key.Description.EndsWith('.') || key.Key.Expected.Length == 0
        select $"{key.Where}: {key.Key.Name}",
        "Every key of a bench file says what it does and what its value is.");

    [Fact]
    public void Kinds_AreKnownToTheBench() => Repository.AssertNone(
        from face in typeof(IInstrument).Assembly.GetTypes()
        where face.IsInterface && !Abilities.Contains(face) && typeof(IInstrument).IsAssignableFrom(face)
        where DriverCatalog.Shipped.All.All(driver => driver.Kind.Interface != face)
        select face.FullName!,
        "Every interface of instruments is a kind, so that benches and protocols can ask for it.");

    /// <summary>A transcript records calls by a proxy, which keeps arguments as objects.</summary>
    [Fact]
    public void Kinds_CanBeRecorded() => Repository.AssertNone(
        from face in typeof(IInstrument).Assembly.GetTypes()
        where face.IsInterface && typeof(IInstrument).IsAssignableFrom(face)
        from method in face.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where method.ReturnType.IsByRefLike
            || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsByRef)
        select $"{face.Name}.{method.Name}",
        "A method of an instrument takes Memory in the place of Span, and nothing by reference.");

    // What instruments of several kinds can do.
    private static readonly Type[] Abilities =
    [
        typeof(IInstrument),
        typeof(IConnected),
        typeof(IDrivesSample),
        typeof(IShotDevice)
    ];

    private static string FolderOf(Type driver) => driver.Namespace!.StartsWith(DriverNamespace, StringComparison.Ordinal)
        ? driver.Namespace[DriverNamespace.Length..]
        : driver.Namespace;

    private static T? DescriptionOf<T>(Type type)
        where T : class =>
        type.IsInterface || type.ContainsGenericParameters ? null
        : type.GetProperty("Description", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(
            obj: null) as T;
}
