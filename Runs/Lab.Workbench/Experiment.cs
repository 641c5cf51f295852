using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Modules;
using Lab.Modules.Loading;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Locks;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Workbench.Composition;

namespace Lab.Workbench;

/// <summary>An experiment before it is carried out: a protocol with its settings, a bench and a seed. Nothing is open.</summary>
/// <param name="Modules">The modules of the bench.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Settings">Its settings, of the type that the protocol names.</param>
/// <param name="Bench">The bench, changed limits included.</param>
/// <param name="Seed">The seed of all random numbers.</param>
public sealed record Experiment(LoadedModules Modules, IProtocol Protocol, object Settings, BenchDefinition Bench, ulong Seed)
{
    /// <summary>The folder of all calibrations unless another is named.</summary>
    public const string CalibrationsName = "calibrations";

    /// <summary>The bench file with its full path; <see langword="null"/> for the protocol's own bench.</summary>
    public string? BenchFile { get; init; }

    /// <summary>Whether twins take the place of all instruments.</summary>
    public bool Simulate { get; init; }

    /// <summary>Whether all twins have the manners of real instruments.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>Limits in the place of the bench file's, as they were given; <see cref="Bench"/> has them already.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The folder of all calibrations; <see langword="null"/> for the one beside the runs.</summary>
    public string? CalibrationsFolder { get; init; }

    /// <summary>Whether nothing real is measured, so that a calibration holds for twins alone.</summary>
    public bool IsDry => Simulate || BenchLock.AddressesOf(Bench).Count == 0;

    /// <summary>The bench file that was named for a study, which looks at it for modules alone.</summary>
    public string? UnusedBench { get; init; }

    /// <summary>Whether it opens a bench; a study does not.</summary>
    public bool OpensBench => Protocol is not IStudyProtocol;

    /// <summary>Notes on the settings or the bench file, a sentence each.</summary>
    public IReadOnlyList<string> Remarks =>
    [
        .. UnusedBench is { } file
            ? (string[])[$"{Protocol.Name} is a study: it opens no bench. '{file}' is looked at for modules alone."]
            : [],
        .. SettingsBinder.Remarks(Protocol.SettingsType, Settings),
    ];

    /// <summary>Finds a protocol by name.</summary>
    /// <param name="registry">The protocols that there are.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="WorkbenchException">There is none; the message names the nearest.</exception>
    public static IProtocol FindProtocol(LabRegistry registry, string name)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.Protocols.Find(name) ?? throw new WorkbenchException(
            $"There is no protocol '{name}'; "
                + $"{NearName.Remedy(name, registry.Protocols.All.Select(protocol => protocol.Name), "there are")}",
            WorkbenchFault.Request);
    }

    /// <summary>The bench of a protocol, which has all instruments that it needs; one without a name for a study, unless that
    /// takes a
    /// device from a bench file.</summary>
    /// <param name="modules">The modules of the bench.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="file">The bench file; <see langword="null"/> for the protocol's own bench.</param>
    /// <exception cref="WorkbenchException">The file is wrong, or instruments are missing.</exception>
    public static BenchDefinition BenchFor(LoadedModules modules, IProtocol protocol, object settings, string? file)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(protocol);
        if (protocol is IStudyProtocol study && !study.TakesDevice(settings))
        {
            return NoBench.Nothing;
        }

        BenchDefinition bench = BenchFiles.Load(file, protocol.DefaultBench, modules.Registry);
        RequireInstruments(modules.Registry, protocol, bench);
        SettingsSources.RequirePlan(protocol, settings, bench);
        return bench;
    }

    /// <summary>The text of the bench file; <see langword="null"/> where a study takes nothing from one.</summary>
    /// <exception cref="WorkbenchException">The file cannot be read.</exception>
    internal string? ReadBenchText() => Bench.Name.Length == 0 ? null : BenchFiles.ReadText(BenchFile, Protocol.DefaultBench);

    /// <summary>Refuses a bench that lacks an instrument of the protocol.</summary>
    /// <param name="registry">The drivers that there are.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="WorkbenchException">Instruments are missing; all are named.</exception>
    public static void RequireInstruments(LabRegistry registry, IProtocol protocol, BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(bench);
        string[] missing =
        [
            .. protocol.Needs
                .Where(need => !need.IsOptional && !bench.Instruments.Any(i => registry.Drivers.Get(i.Driver).Kind == need.Kind))
                .Select(need =>
                    $"Bench '{bench.Name}' has no instrument for the role '{need.Role}' of {protocol.Name}: {need.Kind.Name}, "
                        + $"which {need.Purpose}. Add one to the bench file."),
        ];
        if (missing.Length > 0)
        {
            throw new WorkbenchException(string.Join(Environment.NewLine, missing), WorkbenchFault.Request);
        }
    }

    /// <summary>The calibrations beside a folder of runs, or in the folder that was named.</summary>
    /// <param name="runsFolder">The folder of all runs.</param>
    public CalibrationStore StoreBeside(string runsFolder) =>
        new(CalibrationsFolder
            ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(runsFolder)) ?? string.Empty, CalibrationsName));

    /// <summary>The calibrations that the bench has now.</summary>
    /// <param name="store">Where they are kept.</param>
    public CalibrationsInForce InForce(CalibrationStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Of(Bench.Name, IsDry, TimeProvider.System.GetUtcNow());
    }

    /// <summary>A bench with some limits changed.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="changes">Texts such as <c>rf.power.max=2 mW</c>.</param>
    /// <exception cref="WorkbenchException">There is no such limit, or the value is not one.</exception>
    internal static BenchDefinition WithLimits(BenchDefinition bench, IReadOnlyList<string> changes)
    {
        try
        {
            return changes.Aggregate(bench, LimitOverride.Apply);
        }
        catch (BenchException error)
        {
            throw new WorkbenchException($"Limits: {error.Message}", WorkbenchFault.Request);
        }
    }
}
