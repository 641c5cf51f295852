using System.Text;
using System.Text.Json.Nodes;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Workbench.Validation;

namespace Lab.Workbench.Workers;

/// <summary>All that a worker has to know of a study: it lies in the folder of the items, as <c>order.json</c>.</summary>
internal sealed record WorkOrder
{
    private const string SeedKey = "seed";

    /// <summary>The protocol's name.</summary>
    public required string Protocol { get; init; }

    /// <summary>Its settings as texts by key; files with their full paths.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The bench file with its full path; <see langword="null"/> for the protocol's own bench.</summary>
    public string? BenchFile { get; init; }

    /// <summary>Limits in the place of the bench file's.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Whether all twins have the manners of real instruments.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>What is validated; <see langword="null"/> where the items are those of a run.</summary>
    public ValidationOrder? Validation { get; init; }

    /// <summary>How many items there are.</summary>
    public int Items { get; init; }

    /// <summary>Items that are on record elsewhere already, and are not computed.</summary>
    public IReadOnlyList<int> Kept { get; init; } = [];

    /// <summary>Workers, and where they run.</summary>
    public required WorkerPlan Workers { get; init; }

    /// <summary>What the numbers of the items depend on, by names.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>SHA-256 of <see cref="Identity"/>, which each item carries.</summary>
    public required string Hash { get; init; }

    /// <summary>The order of a study.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="items">How many items it has.</param>
    /// <param name="workers">Its workers.</param>
    /// <param name="validation">What is validated; <see langword="null"/> for a run.</param>
    /// <exception cref="RunException">A file that it reads cannot be read.</exception>
    public static WorkOrder Of(Experiment experiment, int items, WorkerPlan workers, ValidationOrder? validation = null)
    {
        Dictionary<string, string> settings = SettingsOf(experiment);
        SortedDictionary<string, string> identity = IdentityOf(experiment, settings, validation);
        return new WorkOrder
        {
            Protocol = experiment.Protocol.Name,
            Settings = settings,
            BenchFile = experiment.BenchFile,
            Limits = experiment.Limits,
            HasRoughTwins = experiment.HasRoughTwins,
            Seed = experiment.Seed,
            Validation = validation,
            Items = items,
            Workers = workers,
            Identity = identity,
            Hash = HashOf(identity),
        };
    }

    /// <summary>Makes the experiment again, as a worker does.</summary>
    /// <exception cref="WorkbenchException">Bench, modules or settings cannot be read here, or are others here.</exception>
    public async Task<Experiment> OpenAsync()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(BenchFile, new WorkbenchOptions
        {
            HasRoughTwins = HasRoughTwins,
            Limits = Limits,
        }).ConfigureAwait(false);
        Experiment experiment = workbench.ExperimentOf(Protocol, Settings, Seed);
        try
        {
            if (DifferenceFrom(IdentityOf(experiment, SettingsOf(experiment), Validation)) is { } difference)
            {
                throw new WorkbenchException(
                    $"The study is another one on {Environment.MachineName}: {difference}. All workers need the same version of "
                        + "Lab and the same files.",
                    WorkbenchFault.Request);
            }
        }
        catch (RunException error)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Request);
        }

        return experiment;
    }

    /// <summary>The first difference of this order from another identity, in words; <see langword="null"/> where there is
    /// none.</summary>
    /// <param name="now">The other identity.</param>
    public string? DifferenceFrom(IReadOnlyDictionary<string, string> now) => Identity.Keys.Union(now.Keys)
        .Where(key => Identity.GetValueOrDefault(key) != now.GetValueOrDefault(key))
        .Select(key => $"'{key}' was '{Identity.GetValueOrDefault(key)}' and is '{now.GetValueOrDefault(key)}'")
        .FirstOrDefault();

    // Workers need not have the working folder of the program that started them.
    private static Dictionary<string, string> SettingsOf(Experiment experiment)
    {
        var settings = new Dictionary<string, string>(
            SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings));
        foreach (NamedFile named in experiment.Protocol.FilesOf(experiment.Settings))
        {
            if (settings.TryGetValue(named.Setting, out string? text) && text == named.Path)
            {
                settings[named.Setting] = Path.GetFullPath(named.Path);
            }
        }

        return settings;
    }

    private static SortedDictionary<string, string> IdentityOf(
        Experiment experiment, IReadOnlyDictionary<string, string> settings, ValidationOrder? validation)
    {
        try
        {
            var identity = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["protocol"] = experiment.Protocol.Name,
                [SeedKey] = $"{experiment.Seed}",
                ["validation"] = validation?.ToString() ?? "none",
            };
            foreach ((string key, JsonNode? value) in ExperimentIdentity.Of(experiment, settings))
            {
                identity[key] = (string?)value ?? string.Empty;
            }

            identity["version"] = ProgramBuild.Version;
            identity["build"] = ProgramBuild.Hash;

            return identity;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"A file of the study cannot be read: {error.Message}", error);
        }
    }

    private static string HashOf(IReadOnlyDictionary<string, string> identity) => PlainFile.Sha256(
        Encoding.UTF8.GetBytes(string.Join('\n', identity.Select(fact => $"{fact.Key}: {fact.Value}"))));
}
