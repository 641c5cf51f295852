namespace Lab.Runs.Protocols;

/// <summary>A kind of experiment, as the program lists it.</summary>
public interface IProtocol
{
    /// <summary>Its name on the command line, in kebab case.</summary>
    string Name { get; }

    /// <summary>What it measures, in a sentence.</summary>
    string Summary { get; }

    /// <summary>The instruments it needs.</summary>
    IReadOnlyList<InstrumentNeed> Needs { get; }

    /// <summary>The bench that ships with the program and on which the protocol runs where none is given.</summary>
    string DefaultBench { get; }

    /// <summary>The record of its settings, whose defaults are the experiment one would do first.</summary>
    Type SettingsType { get; }

    /// <summary>Makes the experiment for some settings; its plan is known from then on.</summary>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other.</exception>
    IExperiment Create(object settings);
}
