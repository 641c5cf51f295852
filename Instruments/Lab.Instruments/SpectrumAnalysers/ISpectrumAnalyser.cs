using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.SpectrumAnalysers;

/// <summary>A spectrum analyser: the power in a bandwidth against frequency.</summary>
public interface ISpectrumAnalyser : IInstrument
{
    /// <summary>The kind. Its array <c>frequencies</c> belongs to its array <c>trace</c>.</summary>
    static InstrumentKind Kind { get; } = new("a spectrum analyser", typeof(ISpectrumAnalyser),
    [
        new TerminalDefinition
        {
            Readings =
            [
                InstrumentReading.Of<ISpectrumAnalyser, Power>("peak", async (analyser, cancellationToken) =>
                    (await analyser.MeasureAsync(cancellationToken).ConfigureAwait(false)).Peak.Power),
                InstrumentReading.Of<ISpectrumAnalyser, Frequency>("peak_frequency", async (analyser, cancellationToken) =>
                    (await analyser.MeasureAsync(cancellationToken).ConfigureAwait(false)).Peak.Frequency),
            ],
            ArrayReadings =
            [
                new ArrayReading("trace", Power.Definition, async (analyser, _, cancellationToken) =>
                    (await ((ISpectrumAnalyser)analyser).MeasureAsync(cancellationToken).ConfigureAwait(false)).PowersWatts),
                new ArrayReading("frequencies", Frequency.Definition, (analyser, _, _) =>
                    new ValueTask<double[]>(((ISpectrumAnalyser)analyser).Settings.FrequenciesHertz())),
            ],
        },
    ]);

    /// <summary>How it measures now.</summary>
    SpectrumSettings Settings { get; }

    /// <summary>Sets how it measures.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The analyser has no such value, refuses, or does not answer.</exception>
    [DrivesNothing]
    ValueTask ConfigureAsync(SpectrumSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Sweeps once over the span and reads the trace.</summary>
    /// <exception cref="InstrumentException">Overloaded (<see cref="InstrumentFault.Overflow"/>), a trace of another length, or
    /// no answer.</exception>
    ValueTask<Spectrum> MeasureAsync(CancellationToken cancellationToken = default);
}
