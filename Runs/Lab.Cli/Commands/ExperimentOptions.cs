using System.CommandLine;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Cli.Composition;
using Lab.Instruments;
using Lab.Modules;
using Lab.Modules.Loading;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Locks;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Cli.Commands;

/// <summary>What commands that carry out an experiment are told alike: protocol, bench, settings, seed.</summary>
internal sealed class ExperimentOptions
{
    private readonly Argument<string> protocol = new("protocol") { Description = "The protocol; 'lab protocols' lists them." };
    private readonly Option<string?> bench = new("--bench") { Description = "Bench file. Default: the simulated bench that ships with the program." };
    private readonly Option<string[]> set = new("--set") { Description = "A setting, key=value; may be given several times. Wins over the settings file. --key value does the same." };
    private readonly Option<string?> settings = new("--settings") { Description = "Settings file: YAML lines 'key: value'." };
    private readonly Option<string[]> limit = NewLimitOption();
    private readonly Option<string?> calibrations = CalibrationsCommand.NewFolderOption();
    private readonly Option<string?> twins = TwinsOption.New();
    private readonly Option<ulong> seed = new("--seed") { Description = "Seed of all random numbers.", DefaultValueFactory = _ => 1 };

    /// <summary>Adds the options to a command for one protocol.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(protocol);
        command.Options.Add(settings);
        AddCommonTo(command);
        command.TreatUnmatchedTokensAsErrors = false; // they are settings
    }

    /// <summary>Adds what holds for several protocols as well.</summary>
    public void AddCommonTo(Command command)
    {
        command.Options.Add(bench);
        command.Options.Add(set);
        command.Options.Add(limit);
        command.Options.Add(seed);
        command.Options.Add(twins);
        command.Options.Add(calibrations);
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="CommandException">Something of it is wrong; nothing was opened.</exception>
    public Experiment Read(ParseResult parsed)
    {
        LoadedModules modules = ModulesOf(parsed);
        IProtocol chosen = FindProtocol(modules.Registry, parsed.GetRequiredValue(protocol));
        return Read(parsed, modules, chosen, [.. parsed.GetValue(set) ?? [], .. SettingsAmong(parsed.UnmatchedTokens)]);
    }

    /// <summary>Reads what was given for one of several protocols.</summary>
    /// <exception cref="CommandException">Something of it is wrong; nothing was opened.</exception>
    public Experiment Read(ParseResult parsed, LoadedModules modules, IProtocol chosen, IReadOnlyList<string> assignments)
    {
        object values = SettingsSources.Read(chosen, parsed.GetValue(settings), assignments);
        string? file = parsed.GetValue(bench);
        BenchDefinition definition = BenchFiles.Load(file, chosen.DefaultBench, modules.Registry);
        RequireInstruments(modules.Registry, chosen, definition);
        SettingsSources.RequirePlan(chosen, values, definition);
        definition = WithLimits(definition, parsed.GetValue(limit) ?? []);
        return new Experiment(modules, chosen, values, definition, parsed.GetValue(seed))
        {
            BenchFile = file is null ? null : Path.GetFullPath(file),
            CalibrationsFolder = parsed.GetValue(calibrations),
            Limits = parsed.GetValue(limit) ?? [],
            HasRoughTwins = TwinsOption.IsRough(parsed, twins),
        };
    }

    /// <summary>The modules of the bench that was given.</summary>
    /// <exception cref="CommandException">One of them cannot be used.</exception>
    public LoadedModules ModulesOf(ParseResult parsed) => BenchModules.Of(parsed.GetValue(bench));

    /// <summary>The settings that were given with --set, as they were written.</summary>
    public IReadOnlyList<string> Assignments(ParseResult parsed) => parsed.GetValue(set) ?? [];

    /// <summary>Settings that were written like options: <c>--learning-rate 0.1</c> or <c>--learning-rate=0.1</c>.</summary>
    private static IEnumerable<string> SettingsAmong(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length < 3)
            {
                throw new CommandException($"'{word}' is neither an option nor a setting; a setting is written --set key=value or --key value.", ExitCode.Usage);
            }

            int equals = word.IndexOf('=');
            string key = word[2..(equals < 0 ? word.Length : equals)].Replace('-', '_');
            if (equals < 0 && i + 1 == words.Count)
            {
                throw new CommandException($"{word}: there is no such option, and a setting needs a value.", ExitCode.Usage);
            }

            yield return $"{key}={(equals < 0 ? words[++i] : word[(equals + 1)..])}";
        }
    }

    /// <summary>Finds a protocol by name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static IProtocol FindProtocol(LabRegistry registry, string name) =>
        registry.Protocols.Find(name)
        ?? throw new CommandException(
            $"There is no protocol '{name}'; {NearName.Remedy(name, registry.Protocols.All.Select(protocol => protocol.Name), "there are")}", ExitCode.Usage);

    /// <summary>The option that changes limits of the bench file for one run.</summary>
    public static Option<string[]> NewLimitOption() => new("--limit") { Description = "A limit for this run in the place of the bench file's, such as \"rf.power.max=2 mW\" or \"mtj.rf_power=200 uW\"; may be given several times. The change is recorded." };

    /// <summary>A bench with some limits changed.</summary>
    /// <exception cref="CommandException">There is no such limit, or the value is not one.</exception>
    public static BenchDefinition WithLimits(BenchDefinition bench, string[] changes)
    {
        try
        {
            return changes.Aggregate(bench, (changed, text) => LimitOverride.Apply(changed, text));
        }
        catch (BenchException error)
        {
            throw new CommandException($"--limit: {error.Message}", ExitCode.Usage);
        }
    }

    /// <summary>Refuses a bench that lacks an instrument which the protocol needs.</summary>
    /// <exception cref="CommandException">Instruments are missing; all are named.</exception>
    public static void RequireInstruments(LabRegistry registry, IProtocol protocol, BenchDefinition bench)
    {
        string[] missing =
        [
            .. protocol.Needs
                .Where(need => !need.IsOptional && !bench.Instruments.Any(i => registry.Drivers.Get(i.Driver).Kind == need.Kind))
                .Select(need => $"Bench '{bench.Name}' has no instrument for the role '{need.Role}' of {protocol.Name}: {need.Kind.Name}, which {need.Purpose}. Add one to the bench file."),
        ];
        if (missing.Length > 0)
        {
            throw new CommandException(string.Join(Environment.NewLine, missing), ExitCode.Usage);
        }
    }

    /// <summary>An experiment as it was asked for.</summary>
    internal sealed record Experiment(LoadedModules Modules, IProtocol Protocol, object Settings, BenchDefinition Bench, ulong Seed)
    {
        /// <summary>The bench file with its full path; <see langword="null"/> for the protocol's own bench.</summary>
        public string? BenchFile { get; init; }

        /// <summary>Whether twins take the place of all instruments.</summary>
        public bool Simulate { get; init; }

        /// <summary>Whether all twins have the manners of real instruments.</summary>
        public bool HasRoughTwins { get; init; }

        /// <summary>Limits in the place of the bench file's, as they were given.</summary>
        public IReadOnlyList<string> Limits { get; init; } = [];

        /// <summary>Where calibrations are kept, as it was asked for; <see langword="null"/> for beside the runs.</summary>
        public string? CalibrationsFolder { get; init; }

        /// <summary>Whether nothing real is measured, so that what is calibrated holds for twins alone.</summary>
        public bool IsDry => Simulate || BenchLock.AddressesOf(Bench).Count == 0;

        /// <summary>Tells what a reader may not expect of the settings.</summary>
        public void TellRemarks(TextWriter messages)
        {
            foreach (string remark in SettingsBinder.Remarks(Protocol.SettingsType, Settings))
            {
                messages.WriteLine($"Note: {remark}");
            }
        }

        /// <summary>Where calibrations are kept.</summary>
        /// <param name="runsFolder">The folder of all runs.</param>
        public CalibrationStore StoreBeside(string runsFolder) =>
            new(CalibrationsFolder ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(runsFolder)) ?? string.Empty, CalibrationsCommand.DefaultFolder));

        /// <summary>The calibrations that the bench has now.</summary>
        /// <param name="store">Where they are kept.</param>
        public CalibrationsInForce InForce(CalibrationStore store) => store.Of(Bench.Name, IsDry, TimeProvider.System.GetUtcNow());
    }
}
