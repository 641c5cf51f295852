using System.Globalization;
using System.Numerics;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.NetworkAnalysers;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.NetworkAnalysers;

/// <summary>The commands that network analysers of two makers share: channel 1 at one frequency, and a measurement of S21 of the
/// driver's own.</summary>
public abstract class ScpiNetworkAnalyser : ScpiInstrument, INetworkAnalyser
{
    /// <summary>The name of the driver's measurement; traces of others stay as they are.</summary>
    protected const string Measurement = "LabS21";

    private const string BandwidthKey = "bandwidth";
    private const string AveragesKey = "averages";

    /// <summary>Time beside the samples that a measurement may take, s.</summary>
    private const double Patience = 3;

    private readonly NetworkSettings initial;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">The settings of the bench file.</param>
    protected ScpiNetworkAnalyser(InstrumentSession session, SettingValues settings)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = initial = new NetworkSettings(
            settings.Get<Frequency>(BandwidthKey), (int)settings.Get<double>(AveragesKey));
    }

    /// <summary>The settings that a bench file can give.</summary>
    protected static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Positive<Frequency>(BandwidthKey, Frequency.FromHertz(1000), "Bandwidth of the receivers."),
        SettingKey.Number(AveragesKey, 20, 2, 1001, "Samples of a measurement, of which the mean is taken."),
    ];

    /// <inheritdoc/>
    public NetworkSettings Settings { get; private set; }

    /// <summary>One measurement of the samples, with an answer when it has ended.</summary>
    protected abstract string Sweep { get; }

    /// <summary>The query of real and imaginary parts.</summary>
    protected abstract string Data { get; }

    /// <inheritdoc/>
    public ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default) => Session.ApplyAsync(
        SetPoint.Of(Channels.Frequency, frequency), $":SENS1:FREQ:CW {frequency.Hertz:R};*OPC?", cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default) => Session.ApplyAsync(
        SetPoint.Of(Channels.Power, power), $":SOUR1:POW {power.Dbm:R};*OPC?", cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), $":OUTP {(on ? 1 : 0)};*OPC?", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default)
    {
        var frequency = Frequency.FromHertz(
            await Session.QueryNumberAsync(":SENS1:FREQ:CW?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Frequency, frequency));
        return frequency;
    }

    /// <inheritdoc/>
    public async ValueTask<Power> GetPowerAsync(CancellationToken cancellationToken = default)
    {
        var power = Power.FromDbm(await Session.QueryNumberAsync(":SOUR1:POW?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Power, power));
        return power;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync(":OUTP?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetFrequencyAsync(cancellationToken).ConfigureAwait(false);
        await GetPowerAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ConfigureAsync(NetworkSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await Session.SendAsync(
            string.Create(CultureInfo.InvariantCulture, $":SENS1:BAND {settings.Bandwidth.Hertz:R}"), cancellationToken)
            .ConfigureAwait(false);
        await Session.SendAsync($":SENS1:SWE:POIN {settings.Averages}", cancellationToken).ConfigureAwait(false);
        Settings = settings;
    }

    /// <inheritdoc/>
    public async ValueTask<Complex> MeasureTransmissionAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                "The output is off, so that the receivers would compare noise with noise",
                $"{Name}, {Data}",
                "Switch the output on before the transmission is measured.");
        }

        await Session.QueryAsync(
            Sweep,
            Duration.FromSeconds(Patience + (2 * Settings.Averages / Settings.Bandwidth.Hertz)),
            answer => answer,
            cancellationToken).ConfigureAwait(false);
        return await Session.QueryAsync(Data, ReadMean, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Switches the output off.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    /// <summary>Applies the settings of the bench file.</summary>
    protected ValueTask ConfigureAsync(CancellationToken cancellationToken) => ConfigureAsync(initial, cancellationToken);

    private Complex ReadMean(string answer)
    {
        double[] numbers = [.. answer.Split(',').Select(each => Session.ReadNumber(each.Trim(), Data))];
        return numbers.Length == 2 * Settings.Averages
            ? new Complex(
                numbers.Where((_, i) => i % 2 == 0).Average(), numbers.Where((_, i) => i % 2 == 1).Average())
            : throw Session.BadAnswer(
                answer, Data, $"real and imaginary parts of {Settings.Averages} samples; it has {numbers.Length} numbers");
    }
}
