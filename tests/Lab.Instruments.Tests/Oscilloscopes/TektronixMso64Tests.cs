using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.WaveformGenerators;
using Lab.Instruments.Tests.WaveformGenerators;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Oscilloscopes;

public class TektronixMso64Tests : OscilloscopeContract
{
    protected override string Driver => "tektronix-mso64";

    /// <summary>Twelve bits over 10.24 of the ten divisions.</summary>
    protected override double RelativeStep => 1.024 / 4096;

    /// <summary>Preambles of files that MSO and DPO wrote: 5 V at −1.98 divisions, 200 mV at 2.94, 100 mV in the middle
    /// (public readers of .isf files).</summary>
    [Theory]
    [InlineData(5, -1.98, 781.25e-6, -12672)]
    [InlineData(0.2, 2.94, 31.25e-6, 18816)]
    [InlineData(0.1, 0, 15.625e-6, 0)]
    public async Task Preamble_OfWords_Has6400CodesADivision(double scale, double position, double multiplier, double offset)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(FormattableString.Invariant(
            $"*RST;:HEAD 0;:CH1:SCA {scale};:CH1:POS {position};:TRIG:A:MOD AUTO;:ACQ:STATE 1;:DAT:ENC SRI;:WFMO:BYT_N 2"));
        Assert.Equal(multiplier, await NumberAsync(bench, ":WFMO:YMU?"), 1e-9);
        Assert.Equal(offset, await NumberAsync(bench, ":WFMO:YOF?"), 1e-3);
        Assert.Equal(0, await NumberAsync(bench, ":WFMO:YZE?"), 1e-9);
    }

    /// <summary>The formula of the programmer manuals, (code − YOFf) × YMUlt + YZEro, for every form of data.</summary>
    [Theory]
    [InlineData("RIB", 1)]
    [InlineData("RIB", 2)]
    [InlineData("RPB", 1)]
    [InlineData("RPB", 2)]
    [InlineData("SRI", 2)]
    [InlineData("SRP", 2)]
    public async Task Curve_EitherForm_IsTheSameVoltage(string encoding, int width)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST;:HEAD 0;:CH1:SCA 0.1;:CH1:POS 1;:CH1:OFFS 0.05;:TRIG:A:MOD AUTO;:ACQ:STATE 1");
        await bench.AskAsync($":DAT:ENC {encoding};:WFMO:BYT_N {width}");
        ITwin twin = bench.Virtual.Twins.Single();
        ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(Encoding.ASCII.GetBytes(":CURV?"), default);
        string digits = $"{1000 * width}";
        Assert.Equal($"#{digits.Length}{digits}", Encoding.ASCII.GetString(answer.Span[..(2 + digits.Length)]));
        ReadOnlySpan<byte> bytes = answer.Span[(2 + digits.Length)..];
        int code = (encoding, width) switch
        {
            ("RIB", 1) => (sbyte)bytes[0],
            ("RPB", 1) => bytes[0],
            ("RIB", 2) => BinaryPrimitives.ReadInt16BigEndian(bytes),
            ("RPB", 2) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            ("SRI", 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        };
        double volts = ((code - await NumberAsync(bench, ":WFMO:YOF?")) * await NumberAsync(bench, ":WFMO:YMU?"))
            + await NumberAsync(bench, ":WFMO:YZE?");
        Assert.Equal(0, volts, 5e-3); // nothing at the input; a code of eight bits is 4 mV
    }

    /// <summary>The words of the event queue come behind the register: <c>0,"No events to report - queue empty"</c> and
    /// <c>1,"No events to report - new events pending *ESR?"</c> (ngscopeclient, tm_devices).</summary>
    [Fact]
    public async Task Events_AreReleasedByTheRegister()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*CLS;:HEAD 0");
        Assert.Equal("0,\"No events to report - queue empty\"", await bench.AskAsync("ALLEV?"));
        await bench.AskAsync("NONSENSE 1");
        Assert.Equal("1,\"No events to report - new events pending *ESR?\"", await bench.AskAsync("ALLEV?"));
        Assert.Equal("32", await bench.AskAsync("*ESR?"));
        Assert.Equal("113,\"Undefined header\"", await bench.AskAsync("ALLEV?"));
        Assert.Equal("0,\"No events to report - queue empty\"", await bench.AskAsync("ALLEV?"));
    }

    [Fact]
    public async Task ReadErrors_GivesTheWordsBehindTheRegister()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("NONSENSE 1");
        InstrumentError error = Assert.Single(await bench.Get<IInstrument>().ReadErrorsAsync());
        Assert.Equal("Command error: 113,\"Undefined header\"", error.Text);
    }

    /// <summary>An earlier user who masked the events would hide every refusal.</summary>
    [Fact]
    public async Task Reopen_AfterEventsWereMasked_SeesRefusalsAgain()
    {
        await using TwinBench bench = await OpenAsync();
        IInstrument scope = bench.Get<IInstrument>();
        await bench.AskAsync(":DESE 0");
        await bench.AskAsync("NONSENSE 1");
        Assert.Empty(await scope.ReadErrorsAsync());
        await ((IConnected)scope).ReopenAsync(default);
        await bench.AskAsync("NONSENSE 1");
        Assert.Single(await scope.ReadErrorsAsync());
    }

    [Theory]
    [InlineData(1e9, 1.5625e9)]
    [InlineData(3e9, 3.125e9)]
    [InlineData(25e9, 25e9)]
    public async Task Configure_RateBetweenThoseItHas_TakesTheNextAbove(double least, double taken)
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, least));
        Assert.Equal(taken, double.Parse((await bench.AskAsync(":HOR:MODE:SAMPLER?", "device"))!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Configure_RateAboveTheConverters_SaysWhatItTakes()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => scope.ConfigureAsync(TraceBench.Record(scope, 1e-6, 40e9)).AsTask());
        Assert.Contains("the MSO64 takes 25 GSa/s over this time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_RecordThatBeginsAfterTheTrigger_HasItsStart()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await bench.Get<IWaveformGenerator>("awg").StopAsync();
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9) with { Start = Duration.FromSeconds(5e-6) });
        await scope.ArmAsync(default);
        await bench.AskAsync(":TRIG FORC", "device");
        OscilloscopeTrace trace = (await scope.FetchAsync())[0];
        Assert.Equal(5e-6, trace.StartSeconds, 1e-9);
        Assert.Equal(10e-6, trace.SampleCount / trace.SamplesPerSecond, 1e-9);
    }

    private static async Task<double> NumberAsync(TwinBench bench, string query) =>
        double.Parse((await bench.AskAsync(query))!, CultureInfo.InvariantCulture);
}
