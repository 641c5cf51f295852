using System.CommandLine;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Cli.Completion;
using Lab.Modules.Loading;
using Lab.Runs.Protocols;
using Lab.Runs.Studies;
using Lab.Workbench;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary>The common options of commands that carry out an experiment: protocol, bench, settings, seed.</summary>
internal sealed class ExperimentOptions
{
    private readonly Argument<string> protocol =
        new Argument<string>("protocol") { Description = "The protocol; 'lab protocols' lists them." }.OfProtocols();
    private readonly Option<string?> bench = new("--bench")
    {
        Description = "Bench file. Default: the simulated bench that ships with the program."
    };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "A setting, key=value; may be given several times. Wins over the settings file. --key value does the same."
    };
    private readonly Option<string?> settings = new("--settings") { Description = "Settings file: YAML lines 'key: value'." };
    private readonly Option<string[]> limit = NewLimitOption();
    private readonly Option<string?> calibrations = CalibrationsCommand.NewFolderOption();
    private readonly Option<string?> twins = TwinsOption.New();
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "Seed of all random numbers.",
        DefaultValueFactory = _ => 1
    };

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
        IProtocol chosen = Experiment.FindProtocol(modules.Registry, parsed.GetRequiredValue(protocol));
        return Read(parsed, modules, chosen, [.. parsed.GetValue(set) ?? [], .. SettingsAmong(parsed.UnmatchedTokens)]);
    }

    /// <summary>Reads what was given for one of several protocols.</summary>
    /// <exception cref="CommandException">Something of it is wrong; nothing was opened.</exception>
    public Experiment Read(ParseResult parsed, LoadedModules modules, IProtocol chosen, IReadOnlyList<string> assignments)
    {
        object values = ReadSettings(chosen, parsed.GetValue(settings), assignments);
        string? file = parsed.GetValue(bench);
        BenchDefinition definition = DefinitionFor(modules, chosen, values, file, parsed.GetValue(limit) ?? []);
        return new Experiment(modules, chosen, values, definition, parsed.GetValue(seed))
        {
            BenchFile = file is null || (definition.Name.Length == 0 && modules.Files.Count == 0) ? null : Path.GetFullPath(file),
            UnusedBench = definition.Name.Length == 0 ? file : null,
            CalibrationsFolder = parsed.GetValue(calibrations),
            Limits = parsed.GetValue(limit) ?? [],
            HasRoughTwins = TwinsOption.IsRough(parsed, twins),
        };
    }

    /// <summary>The bench that a protocol is carried out on, with its limits; one without a name for most studies.</summary>
    /// <param name="modules">The modules of the bench.</param>
    /// <param name="chosen">The protocol.</param>
    /// <param name="values">Its settings.</param>
    /// <param name="file">The bench file; <see langword="null"/> for the protocol's own bench.</param>
    /// <param name="limits">Limits in the place of the bench file's.</param>
    /// <exception cref="CommandException">The file is wrong, or an instrument is missing.</exception>
    public static BenchDefinition DefinitionFor(
        LoadedModules modules, IProtocol chosen, object values, string? file, string[] limits)
    {
        if (chosen is IStudyProtocol && limits.Length > 0)
        {
            throw new CommandException(
                $"--limit: {chosen.Name} is a study, which touches no instrument. Leave it out.", ExitCode.Usage);
        }

        return WithLimits(Experiment.BenchFor(modules, chosen, values, file), limits);
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
                throw new CommandException(
                    $"'{word}' is neither an option nor a setting; a setting is written --set key=value or --key value.",
                    ExitCode.Usage);
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

    /// <summary>The option that changes limits of the bench file for one run.</summary>
    public static Option<string[]> NewLimitOption() =>
        new("--limit")
        {
            Description =
                "A limit for this run in the place of the bench file's, such as \"rf.power.max=2 mW\" or \"mtj.rf_power=200 "
                    + "uW\"; may be given several times. The change is recorded."
        };

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

    // What is set beside the file wins over it.
    private static object ReadSettings(IProtocol protocol, string? file, IReadOnlyList<string> assignments)
    {
        var given = new Dictionary<string, string>(
            file is null ? new Dictionary<string, string>() : SettingsSources.ReadFile(file));
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=');
            if (equals < 1)
            {
                throw new CommandException(
                    $"--set {assignment}: write key=value, for example --set \"powers=2..12 uW step 2 uW\".", ExitCode.Usage);
            }

            given[assignment[..equals].Trim()] = assignment[(equals + 1)..];
        }

        return SettingsSources.Bind(protocol, given);
    }
}
