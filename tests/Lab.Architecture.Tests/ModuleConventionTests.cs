using System.Runtime.CompilerServices;
using Lab.Modules;

namespace Lab.Architecture.Tests;

/// <summary>The additions of a user in a module touch no file of Lab.</summary>
public class ModuleConventionTests
{
    private static readonly string[] OddThings =
    [
        "OddInstrument", "OddLaser", "odd-laser", "ILaser", "LaserKind", "laser-steps", "LaserSteps", "Photodiode", "photodiode"
    ];

    [Fact]
    public void OddInstrument_PlacesOfLabThatNameIt_AreNone() => Repository.AssertNone(
        from file in Repository.Sources(Repository.ProductFolders)
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where OddThings.Any(odd => line.Text.Contains(odd, StringComparison.Ordinal))
        select $"{Repository.Shown(file)}:{line.Number}",
        "A kind with a driving terminal, a driver, a twin, a part and a protocol are added by a module alone.");

    [Fact]
    public void Assemblies_OpenTheirInsidesToNoModule() => Repository.AssertNone(
        from assembly in typeof(ILabModule).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith(
            "Lab.", StringComparison.Ordinal))
            .Select(name => System.Reflection.Assembly.Load(name)).Append(typeof(ILabModule).Assembly)
        from friend in assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), inherit: false)
            .Cast<InternalsVisibleToAttribute>()
        where friend.AssemblyName.StartsWith("Odd", StringComparison.Ordinal) || friend.AssemblyName is "Lab.Modules"
        select $"{assembly.GetName().Name} opens to {friend.AssemblyName}",
        "The example is built against the public surface, as a user's module is.");
}
