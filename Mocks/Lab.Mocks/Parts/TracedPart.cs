using Lab.Benches;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>A part with a voltage against time: generators drive its inputs with waveforms, and oscilloscopes record its
/// response.</summary>
/// <remarks>A model derives from it and answers one question: what is at an output in a window of time. It asks for the drive in
/// any window and at any rate that it likes (<see cref="DriveInto"/>): earlier for a delay or a state that has to build up,
/// faster than the trace for a stiff one. Several inputs add up, each behind the loss of its wiring. Voltages are those into
/// 50 Ω; who senses with a high impedance sees twice of them.</remarks>
public abstract class TracedPart : SamplePart
{
    private const double MatchedOhms = 50;

    private readonly WaveformInput drives = new();

    /// <summary>Whether it bears a waveform; one that it does not bear destroys it.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="peakVolts">The largest magnitude at its input, V.</param>
    protected abstract void Bear(WiringDefinition at, double peakVolts);

    /// <summary>Writes the voltage at a port into 50 Ω.</summary>
    /// <param name="at">The terminal that senses, with its port.</param>
    /// <param name="window">The times of the trace.</param>
    /// <param name="volts">The trace, V, shape [sample].</param>
    /// <remarks>Two terminals may look at the same window one after the other, and have to see the same history.</remarks>
    protected abstract void Respond(WiringDefinition at, TraceWindow window, Span<float> volts);

    /// <inheritdoc/>
    public sealed override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (drives.Take(at, signal))
        {
            Bear(at, drives.PeakVolts);
        }
    }

    /// <inheritdoc/>
    public sealed override void Capture(WiringDefinition at, TraceWindow window, Span<float> volts) => Respond(at, window, volts);

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at) => new(Resistance.FromOhms(MatchedOhms), Temperature.FromKelvin(300));

    /// <summary>Writes the voltage that drives its inputs, all of them together.</summary>
    /// <param name="window">The times.</param>
    /// <param name="volts">Where it goes, V, shape [sample].</param>
    protected void DriveInto(TraceWindow window, Span<float> volts) => drives.WriteTo(window, volts);
}
