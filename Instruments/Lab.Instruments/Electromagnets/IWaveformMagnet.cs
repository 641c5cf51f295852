using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>An electromagnet whose field follows a waveform of a card: it sets fields, plays a sine without end, and says which
/// waveform the card has to give for a field in a shot.</summary>
public interface IWaveformMagnet : IElectromagnet
{
    /// <summary>The kind. Its supply and the card's output have terminals of their own.</summary>
    static InstrumentKind Kind { get; } = new(
        "a magnet driven by waveforms", typeof(IWaveformMagnet), InstrumentKind.Electromagnet.Terminals);

    /// <summary>The task that records its field in a shot: an input of the card on the clock of the waveform.</summary>
    /// <param name="count">Samples.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    CaptureTask RecordField(int count, double samplesPerSecond);

    /// <summary>The field of a record.</summary>
    /// <param name="volts">What the card recorded, V, shape [sample].</param>
    /// <param name="tesla">Where the field goes, T, as many.</param>
    /// <exception cref="ArgumentException">The places are not as many.</exception>
    void ToField(ReadOnlyMemory<double> volts, Memory<double> tesla);

    /// <summary>The waveform of the card for a field against time, corrected for the bandwidth of the amplifier where it is
    /// stated. The supply is switched on for it; the card gives nothing out yet.</summary>
    /// <param name="tesla">The field, T, shape [sample].</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The task for <see cref="IShotDevice.PrepareAsync"/> of the card, which passes the card's own limits
    /// there.</returns>
    /// <exception cref="InstrumentException">A limit of the field or of the current, the input or the slew rate of the amplifier
    /// forbids it (nothing was sent), or no answer.</exception>
    ValueTask<PlayTask> PlanFieldAsync(
        ReadOnlyMemory<double> tesla, double samplesPerSecond, CancellationToken cancellationToken = default);

    /// <summary>Plays a sinusoidal field until <see cref="StopAsync"/>.</summary>
    /// <param name="amplitude">Its amplitude.</param>
    /// <param name="frequency">Its frequency. Positive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As <see cref="PlanFieldAsync"/>; or the frequency is beyond the amplifier or the
    /// card.</exception>
    ValueTask PlaySineAsync(MagneticField amplitude, Frequency frequency, CancellationToken cancellationToken = default);

    /// <summary>Ends what is played and ramps to zero.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    [DrivesNothing]
    ValueTask StopAsync(CancellationToken cancellationToken = default);
}
