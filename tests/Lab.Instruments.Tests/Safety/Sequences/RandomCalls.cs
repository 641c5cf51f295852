using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>Calls drivers at random: good and bad values, numbers that are none, programs, waits, in any order.</summary>
internal sealed class RandomCalls(SequenceBench bench, Random random)
{
    private readonly IInstrument[] drivable = [.. bench.Instruments.Where(
        each => each is IRfGenerator or IPulseGenerator or ICurrentSource or ISourceMeter or IMagnetSupply or IElectromagnet)];
    private double programEndsSeconds;
    private double pieceSeconds = 1;

    /// <summary>Makes one call; whatever the driver refuses is fine.</summary>
    public async Task CallAsync()
    {
        if (random.Next(6) == 0)
        {
            await WaitAsync(Math.Pow(10, -3 + (3.3 * random.NextDouble())));
            return;
        }

        IInstrument instrument = drivable[random.Next(drivable.Length)];
        try
        {
            await CallAsync(instrument);
        }
        catch (InstrumentException)
        {
            // Refused by the gate or the instrument, or lost on the wire.
        }
    }

    private ValueTask CallAsync(IInstrument instrument) => instrument switch
    {
        _ when random.Next(60) == 0 => instrument.MakeSafeAsync(),
        IRfGenerator generator => random.Next(8) switch
        {
            0 => generator.SetFrequencyAsync(Frequency.FromHertz(Value(instrument, Channels.Frequency, 6e9))),
            1 => generator.SetOutputAsync(on: false),
            2 or 3 => generator.SetOutputAsync(on: true),
            4 => Ignore(generator.GetPowerAsync()),
            _ => generator.SetPowerAsync(Power.FromWatts(Value(instrument, Channels.Power, 400e-6))),
        },
        IPulseGenerator pulser => random.Next(11) switch
        {
            0 => pulser.SetOutputAsync(on: false),
            1 or 2 => pulser.SetOutputAsync(on: true),
            3 => pulser.HoldAsync(),
            4 => pulser.FireAsync(),
            5 => pulser.RepeatAsync(Frequency.FromHertz(Value(instrument, Channels.Repetition, 10e3))),
            6 => pulser.AwaitTriggersAsync(Frequency.FromHertz(Value(instrument, Channels.Repetition, 10e3))),
            7 or 8 => pulser.SetWidthAsync(Duration.FromSeconds(Value(instrument, Channels.Width, 100e-6))),
            _ => pulser.SetAmplitudeAsync(Voltage.FromVolts(Value(instrument, Channels.Amplitude, 300))),
        },
        ISourceMeter source => random.Next(8) switch
        {
            0 => source.SetComplianceAsync(Voltage.FromVolts(Value(instrument, Channels.Compliance, 5))),
            1 => source.SetOutputAsync(on: false),
            2 or 3 => source.SetOutputAsync(on: true),
            4 => Ignore(source.GetCurrentAsync()),
            _ => source.SetCurrentAsync(Current.FromAmperes(Value(instrument, Channels.Current, 1e-3))),
        },
        ICurrentSource source => random.Next(12) switch
        {
            0 => source.SetComplianceAsync(Voltage.FromVolts(Value(instrument, Channels.Compliance, 5))),
            1 => source.SetOutputAsync(on: false),
            2 or 3 => source.SetOutputAsync(on: true),
            4 => Ignore(source.GetCurrentAsync()),
            5 or 6 when source is ICurrentProgram program => StartAsync(program, instrument),
            7 when source is ICurrentProgram program => program.StopProgramAsync(),
            _ => source.SetCurrentAsync(Current.FromAmperes(Value(instrument, Channels.Current, 15e-3))),
        },
        IMagnetSupply supply => random.Next(5) switch
        {
            0 => supply.SetOutputAsync(on: random.Next(4) > 0),
            _ => supply.RampToAsync(Current.FromAmperes(
                random.Next(3) > 0 ? (random.NextDouble() - 0.5) * 0.4 : Value(instrument, Channels.Current, 15))),
        },
        IElectromagnet magnet when random.Next(20) == 0 => Ignore(magnet.SetFieldAsync(MagneticField.FromTesla(
            random.Next(10) > 0 ? Bad(Value(instrument, Channels.Field, 0.7)) : (random.NextDouble() - 0.5) * 2e-3))),
        _ => ValueTask.CompletedTask,
    };

    private static async ValueTask Ignore<T>(ValueTask<T> call) => await call;

    // A field that is allowed takes a minute of bench time; one in a while is enough.
    private static double Bad(double tesla) => Math.Abs(tesla) <= 1 ? tesla + 2 : tesla;

    private async ValueTask StartAsync(ICurrentProgram program, IInstrument instrument)
    {
        var interval = Duration.FromSeconds(0.1 * random.Next(1, 8));
        Duration slope = program.HasSlopes && random.Next(2) == 0 ? interval : default;
        int count = program.HasSlopes ? 1 : random.Next(1, 3);
        double centre = (random.NextDouble() - 0.5) * Scale(instrument, Channels.Current, 15e-3);
        Current[] currents =
        [
            .. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Current.FromAmperes(
                random.Next(12) == 0
                    ? Value(instrument, Channels.Current, 15e-3)
                    : centre + ((random.NextDouble() - 0.5) * centre))),
        ];
        pieceSeconds = interval.Seconds / 2;
        double ends = bench.Clock.Now().Seconds + (currents.Length * count * interval.Seconds) + 1;
        programEndsSeconds = Math.Max(programEndsSeconds, ends);
        bench.Observer.PieceSeconds = pieceSeconds;
        await program.StartProgramAsync(currents, interval, slope, count);
    }

    /// <summary>Lets time pass; while a program may run, in pieces, after each of which the sources are looked at.</summary>
    private async Task WaitAsync(double seconds)
    {
        double end = bench.Clock.Now().Seconds + seconds;
        while (bench.Clock.Now().Seconds < end)
        {
            double now = bench.Clock.Now().Seconds;
            bool runs = now < programEndsSeconds;
            bench.Clock.Advance(Duration.FromSeconds(runs ? Math.Min(pieceSeconds, end - now) : end - now + 1e-9));
            foreach (IInstrument source in runs ? drivable.Where(each => each is ICurrentProgram) : [])
            {
                await bench.Observer.LookAsync(source.Name, "in its program", isBehindMessage: false);
            }
        }
    }

    private double Scale(IInstrument instrument, string channel, double otherwise) =>
        bench.Definition.Instruments.First(each => each.Name == instrument.Name).Limits.FirstOrDefault(
            limit => limit.Channel == channel)?.Maximum ?? otherwise;

    private double Value(IInstrument instrument, string channel, double otherwise)
    {
        double scale = Scale(instrument, channel, otherwise);
        return random.Next(24) switch
        {
            0 => double.NaN,
            1 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
            2 => scale,
            3 => -scale,
            4 => scale * 1.001,
            5 => -scale * 1.5,
            6 => scale * 10,
            7 => 0,
            8 => -0.0,
            < 16 => scale * random.NextDouble() * 0.3 * (random.Next(2) == 0 ? 1 : -1),
            _ => scale * random.NextDouble() * 1.2
                * (channel is Channels.Power or Channels.Frequency || random.Next(2) == 0 ? 1 : -1),
        };
    }
}
