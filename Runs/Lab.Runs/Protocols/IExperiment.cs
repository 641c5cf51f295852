using Lab.Benches;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Protocols;

/// <summary>
/// A protocol with its settings: a plan of points that is known before anything moves, and the analysis.
/// <see cref="PrepareAsync"/> makes the measurement of the points. The engine owns the loop.
/// </summary>
public interface IExperiment
{
    /// <summary>The columns that each point fills.</summary>
    IReadOnlyList<Column> Columns { get; }

    /// <summary>The calibrations that it uses. A required calibration that is missing or has expired ends the run before it
    /// begins.</summary>
    IReadOnlyList<CalibrationNeed> Calibrations => [];

    /// <summary>Whether it is computed alone and never touches the bench: its time is then the computer's, and a run that is
    /// taken up goes on after the last recorded point.</summary>
    bool IsComputed => false;

    /// <summary>Whether a point depends on those before it, so that none can be measured again by itself.</summary>
    bool Learns => false;

    /// <summary>Whether each point is one shot, prepared alike: it depends on none before it, and leaves the bench as it found
    /// it. On twins that begin each shot anew a run that is taken up then goes on at its first missing shot.</summary>
    bool IsByShot => false;

    /// <summary>Whether it goes on until it is stopped, so that a stop ends it as done; <see cref="PointCount"/> is the most
    /// points then.</summary>
    bool IsOpenEnded => false;

    /// <summary>Notes of the plan beside its settings, each in a sentence,
    /// such as which outputs are switched on.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>How many points the plan has.</summary>
    int PointCount { get; }

    /// <summary>One point of the plan in words, for messages: <c>346 MHz, 2 µW</c>.</summary>
    string Describe(int point);

    /// <summary>Finds the instruments and brings the bench to where the first point can be measured. Called again in a run where
    /// an instrument lost its settings: what the points before have taught comes from
    /// <see cref="ExperimentContext.Learned"/>.</summary>
    /// <returns>The measurement of the points.</returns>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    /// <exception cref="Lab.Benches.BenchException">An instrument is missing.</exception>
    ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken);

    /// <summary>Reads and checks the data that settings name, and says what they are; plan and run begin with it.</summary>
    /// <exception cref="RunException">They are missing, or are not what they should be.</exception>
    IReadOnlyList<ReadData> LookAtData() => [];

    /// <summary>Turns the recorded points into results.</summary>
    Analysis Analyse(IRunData data);

    /// <summary>The experiment of which the first points are the whole plan, such as one with the powers whose spectra are
    /// complete; it is analysed where a run ended early.</summary>
    /// <param name="points">How many points were recorded, fewer than the plan has.</param>
    /// <returns>An experiment with the same columns and at most so many points; <see langword="null"/> where nothing is complete,
    /// or where the points make sense only together.</returns>
    IExperiment? FindCompletePart(int points) => null;
}
