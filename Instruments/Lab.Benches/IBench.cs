using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;


namespace Lab.Benches;

/// <summary>An open bench: its instruments by role, and its clock.</summary>
public interface IBench : IAsyncDisposable
{
    /// <summary>The bench file it was opened from.</summary>
    BenchDefinition Definition { get; }

    /// <summary>The instruments by name, in the file's order.</summary>
    IReadOnlyList<IInstrument> Instruments { get; }

    /// <summary>The bench's clock: the wall's, or a virtual one.</summary>
    TimeProvider Clock { get; }

    /// <summary>The shots of a virtual bench, which is told their numbers; <see langword="null"/> on every other, where triggers
    /// count them.</summary>
    IShotSequence? Shots => null;

    /// <summary>Whether twins stand in for the instruments.</summary>
    bool IsSimulated { get; }

    /// <summary>The limits in force, each in words.</summary>
    IReadOnlyList<string> Limits { get; }

    /// <summary>
    /// The instrument for a role: the one with that name, or else the only one of its kind.
    /// </summary>
    /// <exception cref="BenchException">There is none, or several and none has the role's name.</exception>
    T Get<T>(string role)
        where T : class, IInstrument;

    /// <summary>As <see cref="Get{T}"/>, but <see langword="null"/> where the bench has no instrument of the kind.</summary>
    /// <exception cref="BenchException">There are several and none has the role's name.</exception>
    T? Find<T>(string role)
        where T : class, IInstrument;

    /// <summary>An instrument, whatever its kind, for who sets and reads its declared channels.</summary>
    /// <param name="name">Its name on the bench.</param>
    /// <exception cref="InvalidOperationException">There is none of this name.</exception>
    IInstrument GetByName(string name) => Instruments.First(instrument => instrument.Name == name);

    /// <summary>Brings every instrument to its safe state in the bench file's order.
    /// A step that fails does not stop the next.</summary>
    /// <returns>The errors of the instruments that could not be made safe; empty when all are.</returns>
    ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync();

    /// <summary>Ends what was beyond a limit when the bench was opened, from an output that was left on: before anything else,
    /// and generators before the slower ramps of sources and magnets.</summary>
    /// <returns>The excesses that were ended, each in a sentence; none where all was within its limits.</returns>
    /// <exception cref="InstrumentException">An output cannot be switched off.</exception>
    ValueTask<IReadOnlyList<string>> EndExcessAsync(CancellationToken cancellationToken) => new(Array.Empty<string>());

    /// <summary>Finds outputs that were on when the bench was opened and drive now what they drove then.</summary>
    /// <returns>Each in a sentence; none where all are off or set to another value.</returns>
    IReadOnlyList<string> FindLeftOn() => [];

    /// <summary>Looks for lines that came in and that nothing had asked for: with one,
    /// an answer of the point may have been another's.</summary>
    /// <exception cref="InstrumentException">There is one.</exception>
    ValueTask CheckAnswersAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Whether another program, or a person at a front panel, can change what the instruments are set to.</summary>
    bool CanStray => false;

    /// <summary>Reads back outputs and levels and compares them with what Lab set.</summary>
    /// <returns>The outputs and levels that are not as they were set, each in a sentence; none where all are.</returns>
    /// <exception cref="InstrumentException">An instrument does not answer, or has lost its settings.</exception>
    ValueTask<IReadOnlyList<string>> FindStrayAsync(CancellationToken cancellationToken) => new(Array.Empty<string>());

    /// <summary>How many exchanges with instruments were repeated since the bench was opened.</summary>
    long RetryCount { get; }

    /// <summary>Told of each fault after which an exchange is repeated.</summary>
    Action<FaultNote>? FaultNoticed { get; set; }

    /// <summary>Told how far an instrument is with what takes its time, on the way to a set-point or to the safe state.
    /// It must not throw.</summary>
    Action<BenchProgress>? Progressed
    {
        get => null;
        set { }
    }

    /// <summary>Mends what a fault left behind: opens broken connections anew, checks who answers,
    /// and sets modes again.</summary>
    /// <returns>Whether some instrument lost its settings, so that the experiment has to be prepared again.</returns>
    /// <exception cref="InstrumentException">An instrument cannot be brought back.</exception>
    ValueTask<bool> RecoverAsync(CancellationToken cancellationToken);

    /// <summary>Reads the interlocks that are due.</summary>
    /// <returns>The first one whose reading is outside its window, or <see langword="null"/>.</returns>
    /// <exception cref="InstrumentException">A reading cannot be taken.</exception>
    ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken);

    /// <summary>Tells the safety gate what a calibration says of the loss between an RF output and the chain; it never makes a
    /// limit wider than the bench file's loss does.</summary>
    /// <param name="terminal">The generator's output.</param>
    /// <param name="least">The least loss that the calibration leaves possible.</param>
    void ExpectRfLoss(Terminal terminal, LeastRfLoss least);

    /// <summary>On a simulated bench, how the sample died, in words; <see langword="null"/> while it lives and on a real bench,
    /// where nobody can tell.</summary>
    /// <exception cref="InstrumentException">A served bench does not answer.</exception>
    ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken);
}
