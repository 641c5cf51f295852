using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace Lab.Wires;

/// <summary>
/// The assemblies of VISA.NET where installers put them: each part in a folder of its own, the maker's in one, Ivi.Visa in that
/// of the shared components, what both need in others (VPP-4.3.6, section 2). An assembly that is loaded finds the others in all
/// of them. </summary>
internal sealed class VisaAssemblies
{
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    private readonly ILookup<string, string> files;
    private readonly ConcurrentDictionary<string, Assembly?> resolved = new(StringComparer.OrdinalIgnoreCase);

    private VisaAssemblies(ILookup<string, string> files) => this.files = files;

    /// <summary>The VISA.NET there may be: the maker's assembly, then Ivi.Visa, which finds the VISA of any maker.</summary>
    public static IEnumerable<VisaCandidate> Candidates()
    {
        var assemblies = new VisaAssemblies(
            Files().ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase));
        (Assembly? maker, Assembly? common) = (
            OptionalAssembly.Own("NationalInstruments.Visa"), OptionalAssembly.Own("Ivi.Visa"));
        AssemblyLoadContext.Default.Resolving += (_, wanted) => assemblies.Resolve(wanted);
        return assemblies.Candidates("NationalInstruments.Visa", maker, VisaNet.OfNationalInstruments)
            .Concat(assemblies.Candidates("Ivi.Visa", common, VisaNet.OfIvi));
    }

    // The program's own folder is the runtime's business, but for assemblies that were put there later: lab.deps.json does not
    // list them.
    private static IEnumerable<string> Files() =>
        OptionalAssembly.Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
            .Concat(Roots().Where(Directory.Exists).SelectMany(root => Directory.EnumerateFiles(root, "*.dll", Deep)));

    // The folder of the shared components and of makers, and the global assembly cache of .NET Framework, which .NET does not
    // look into.
    private static IEnumerable<string> Roots()
    {
        foreach (string variable in (string[])["VXIPNPPATH64", "VXIPNPPATH"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root)
            {
                yield return Path.Combine(root, "Microsoft.NET");
            }
        }

        if (OperatingSystem.IsWindows())
        {
            string cache = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.Windows), "Microsoft.NET", "assembly");
            foreach (string part in ((string[])["GAC_64", "GAC_MSIL"]).Select(
                name => Path.Combine(cache, name)).Where(Directory.Exists))
            {
                foreach (string pattern in (string[])[
                    "Ivi.Visa*", "NationalInstruments.*", "Keysight.Visa*", "RohdeSchwarz.Visa*"
                ])
                {
                    foreach (string folder in Directory.EnumerateDirectories(part, pattern))
                    {
                        yield return folder;
                    }
                }
            }
        }
    }

    // What is built for .NET Framework loads, but its search for makers needs what .NET does not have: it comes last.
    private IEnumerable<string> Best(string name) =>
        files[name].OrderBy(AssemblyTarget.IsFramework).ThenByDescending(AssemblyTarget.Version);

    [SuppressMessage("SingleFile", "IL3000", Justification = "VISA.NET is never part of the program's single file.")]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "VISA.NET is never part of the program's single file.")]
    private IEnumerable<VisaCandidate> Candidates(string name, Assembly? own, Func<Assembly, VisaNet> bind)
    {
        IEnumerable<VisaCandidate> found = Best(name)
            .Select(file => new VisaCandidate(VisaKind.Net, file, () => Bind(() => Assembly.LoadFrom(file), bind)));
        return own is null ? found
            : found.Where(candidate => !candidate.Place.Equals(own.Location, StringComparison.OrdinalIgnoreCase))
                .Prepend(new VisaCandidate(VisaKind.Net, own.Location, () => Bind(() => own, bind)));
    }

    private static VisaNet Bind(Func<Assembly> load, Func<Assembly, VisaNet> bind)
    {
        try
        {
            return bind(load());
        }
        catch (Exception error) when (OptionalAssembly.IsMisfit(error))
        {
            throw VisaNet.Unusable(error);
        }
    }

    private Assembly? Resolve(AssemblyName wanted) => wanted.Name is { } name
        ? resolved.GetOrAdd(
            name, sought => Best(sought).Select(OptionalAssembly.TryLoad).FirstOrDefault(found => found is not null))
        : null;
}
