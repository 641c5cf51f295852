using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Searches;

/// <summary>Searches good settings of another protocol: each trial runs it with settings that the trials before suggest, and is
/// given up where it is worse (<see cref="Lab.Models.Searching.ParzenSampler"/>,
/// <see cref="Lab.Models.Searching.MedianRule"/>).</summary>
/// <param name="others">The protocols whose settings can be searched; asked when a search is made,
/// since modules add to them.</param>
public sealed class HyperparameterSearchProtocol(Func<IReadOnlyList<IProtocol>> others)
    : Protocol<HyperparameterSearchSettings>, IProtocol
{
    /// <inheritdoc/>
    public override string Name => "hyperparameter-search";

    /// <inheritdoc/>
    public override string Summary =>
        "Searches settings of another protocol that make one of its results large or small; on twins or in the computer.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(HyperparameterSearchSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach ((string name, int value, int least) in ((string, int, int)[])
            [
                ("trials", settings.Trials, 1),
                ("parallel", settings.Parallel, 1),
                ("finalists", settings.Finalists, 1),
                ("confirmations", settings.Confirmations, 2)
            ])
        {
            if (value < least)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least {least}.");
            }
        }

        if (settings.Finalists > settings.Trials)
        {
            throw new SettingsException(
                $"The setting 'finalists' is {settings.Finalists}; there are only {settings.Trials} trials.");
        }

        (SearchSpace space, TrialRunner trial) = Read(settings);
        trial.RequireUsable();
        return new SearchExperiment(settings, space, trial);
    }

    /// <summary>The files that trials read: those of the searched protocol, with all that is searched among.</summary>
    IReadOnlyList<NamedFile> IProtocol.FilesOf(object settings) => Read((HyperparameterSearchSettings)settings).Trial.FindFiles();

    private (SearchSpace Space, TrialRunner Trial) Read(HyperparameterSearchSettings settings)
    {
        IProtocol[] known =
            [.. others().Where(protocol => protocol is not HyperparameterSearchProtocol && !protocol.PlansByBench)];
        IProtocol searched = known.FirstOrDefault(protocol => protocol.Name == settings.Protocol)
            ?? throw new SettingsException(
                $"The setting 'protocol' is '{settings.Protocol}'; there are "
                    + $"{string.Join(", ", known.Select(protocol => protocol.Name))}.");
        var space = SearchSpace.Parse(settings.Space, searched);
        return (space, new TrialRunner(settings, searched, space));
    }
}
