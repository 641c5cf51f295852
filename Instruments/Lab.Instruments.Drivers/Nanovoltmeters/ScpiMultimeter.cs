using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <summary>The part that drivers of multimeters as DC voltmeters have in common. Averages are those of single readings, which
/// the instrument sends together.</summary>
public abstract class ScpiMultimeter : ScpiInstrument, INanovoltmeter
{
    /// <summary>The key of the mains.</summary>
    protected const string LineFrequencyKey = "line_frequency";

    private const string Read = ":READ?";
    private const int MostReadings = 100;

    private readonly Frequency lineFrequency;
    private Duration readingTime;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    protected ScpiMultimeter(InstrumentSession session, Frequency lineFrequency)
        : base(session) => this.lineFrequency = lineFrequency;

    /// <summary>The shortest and the longest integration, periods of the mains.</summary>
    protected abstract (double Least, double Most) CyclesReach { get; }

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">Range outside 0 to 1000 V, integration or averaging outside what it has, or an
    /// analogue filter (<see cref="InstrumentFault.Limit"/>, nothing was sent), refused, or no answer.</exception>
    public ValueTask ConfigureAsync(NanovoltmeterSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (double least, double most) = CyclesReach;
        Require(settings.Range.Volts is >= 0 and <= 1000, $"range of {settings.Range}", "0 V to 1000 V");
        Require(
            settings.IntegrationCycles >= least && settings.IntegrationCycles <= most,
            $"integration over {settings.IntegrationCycles:R} periods of the mains",
            $"{least:R} to {most:R}");
        Require(settings.AverageCount is >= 1 and <= MostReadings, $"average of {settings.AverageCount} readings", "1 to 100");
        Require(!settings.AnalogFilter, "analogue filter", "no analogue filter and a longer integration");
        double cycles = CyclesFor(settings.IntegrationCycles);
        int factor = settings.AutoZero ? 2 : 1;
        readingTime = Duration.FromSeconds(cycles / lineFrequency.Hertz) * factor * settings.AverageCount;
        return Session.SendAsync(CommandFor(settings, cycles), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks><c>:READ?</c> starts anew and answers all readings of the trigger.</remarks>
    public ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(
            Read,
            readingTime,
            answer => Voltage.FromVolts(answer.Split(',').Average(each => Session.ReadNumber(each, Read))),
            cancellationToken);

    /// <summary>Does nothing: the meter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>The integration that the instrument has for a wanted one, not shorter.</summary>
    /// <param name="wanted">The wanted one, periods of the mains.</param>
    protected virtual double CyclesFor(double wanted) => wanted;

    /// <summary>The command of settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cycles">The integration, periods of the mains.</param>
    protected abstract string CommandFor(NanovoltmeterSettings settings, double cycles);

    private void Require(bool has, string what, string allowed)
    {
        if (!has)
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The meter has no {what}", $"{Name}, settings", $"Choose {allowed}.");
        }
    }
}
