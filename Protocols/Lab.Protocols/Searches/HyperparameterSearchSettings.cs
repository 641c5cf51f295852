using Lab.Runs.Settings;

namespace Lab.Protocols.Searches;

/// <summary>Settings of <see cref="HyperparameterSearchProtocol"/>. The defaults search what configuration B of the sequential
/// digits was found with.</summary>
public sealed record HyperparameterSearchSettings
{
    /// <summary>The protocol that is run.</summary>
    [Setting("The protocol that is run with other settings in every trial.")]
    public string Protocol { get; init; } = "sequential-digits";

    /// <summary>Where to search.</summary>
    [Setting(
        "Settings to search, with ';' between them: 'key=from..to' with the unit after it, and 'log' for equal steps of the "
            + "logarithm; or 'key=this|that'.")]
    public string Space { get; init; } =
        "relaxation_time=2..40 ns log; amplification=0.02..0.6 log; input_scale=0.04..0.6 log; learning_rate=0.02..0.5 log; "
            + "initial_spread=0.1..1 log";

    /// <summary>The other settings.</summary>
    [Setting("Settings that every trial has, 'key=value' with ';' between them, or none.")]
    public string Fixed { get; init; } = "epochs=40; seeds=2; threads=1";

    /// <summary>The objective, which is made large.</summary>
    [Setting("The result of the protocol that is made large, or small with minimise.")]
    public string Objective { get; init; } = "validation_accuracy";

    /// <summary>Whether the objective is made small.</summary>
    [Setting("Whether the objective is made small.")]
    public bool Minimise { get; init; }

    /// <summary>The column that is watched on the way.</summary>
    [Setting(
        "The column of the protocol whose best value so far tells after every point whether a trial is given up; none lets "
            + "every trial end.")]
    public string Watch { get; init; } = "validation_accuracy";

    /// <summary>Trials.</summary>
    [Setting("Trials of the search.")]
    public int Trials { get; init; } = 160;

    /// <summary>Trials at a time.</summary>
    [Setting(
        "Trials at a time. Each such group knows the results of those before it, so that the number changes where is searched.")]
    public int Parallel { get; init; } = 2;

    /// <summary>How many of the best are confirmed.</summary>
    [Setting("How many of the best trials are run again, with other random numbers: the best of many is partly so by chance.")]
    public int Finalists { get; init; } = 4;

    /// <summary>How often each.</summary>
    [Setting("How often each of them is run again.")]
    public int Confirmations { get; init; } = 10;
}
