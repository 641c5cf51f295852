using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Tests.WaveformGenerators;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Oscilloscopes;

public class KeysightDsoS254ATests : OscilloscopeContract
{
    protected override string Driver => "keysight-dso-s-254a";

    protected override double RelativeStep => 1.0 / 1024;

    /// <summary>The formats of an Infiniium are numbered otherwise than those of an InfiniiVision: 0 ASCII, 1 BYTE, 2 WORD; and
    /// its preamble has 25 fields (a public program refuses fewer).</summary>
    [Theory]
    [InlineData("ASC", 0)]
    [InlineData("BYTE", 1)]
    [InlineData("WORD", 2)]
    public async Task Preamble_OfEachFormat_HasItsNumber(string format, int number)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync($"*RST;:DIG CHAN1;:WAV:FORM {format}");
        string[] fields = (await bench.AskAsync(":WAV:PRE?"))!.Split(',');
        Assert.Equal(25, fields.Length);
        Assert.Equal($"{number}", fields[0]);
        Assert.Equal("4000000", fields[2]); // 200 µs at 20 GSa/s
    }

    /// <summary>Voltage = code × YINCrement + YORigin (QCoDeS).</summary>
    [Theory]
    [InlineData("LSBF")]
    [InlineData("MSBF")]
    public async Task Data_EitherOrderOfBytes_IsTheSameVoltage(string order)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync($"*RST;:CHAN1:RANG 8;OFFS 1;:TIM:RANG 5E-8;:DIG CHAN1;:WAV:FORM WORD;BYT {order};STR 0");
        ITwin twin = bench.Virtual.Twins.Single();
        ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(Encoding.ASCII.GetBytes(":WAV:DATA?"), default);
        Assert.Equal("#42000", Encoding.ASCII.GetString(answer.Span[..6]));
        short code = order == "LSBF"
            ? BinaryPrimitives.ReadInt16LittleEndian(answer.Span[6..])
            : BinaryPrimitives.ReadInt16BigEndian(answer.Span[6..]);
        double volts = (code * await NumberAsync(bench, ":WAV:YINC?")) + await NumberAsync(bench, ":WAV:YOR?");
        Assert.Equal(0, volts, 8.0 / 1024 * 3);
    }

    /// <summary>With start and size, as a public driver of the DSOS254A reads in pieces.</summary>
    [Fact]
    public async Task Data_FromStartOn_IsThePiece()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST;:TIM:RANG 5E-8;:DIG CHAN1;:WAV:FORM WORD;BYT LSBF");
        ITwin twin = bench.Virtual.Twins.Single();
        ReadOnlyMemory<byte> whole = await twin.ExecuteAsync(Encoding.ASCII.GetBytes(":WAV:DATA?"), default);
        byte[] all = whole.ToArray();
        ReadOnlyMemory<byte> piece = await twin.ExecuteAsync(Encoding.ASCII.GetBytes(":WAV:DATA? 101,50"), default);
        Assert.Equal("#3100", Encoding.ASCII.GetString(piece.Span[..5]));
        Assert.Equal(all.AsSpan(6 + 200, 100).ToArray(), piece.Span.Slice(5, 100).ToArray());
    }

    /// <summary>Registers of what has happened are cleared as they are read.</summary>
    [Fact]
    public async Task DoneRegister_IsOnceOne()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST;:TRIG:SWE AUTO;:SING");
        bench.Clock.Advance(Lab.Quantities.Duration.FromSeconds(1));
        Assert.Equal("1", await bench.AskAsync(":PDER?"));
        Assert.Equal("0", await bench.AskAsync(":PDER?"));
    }

    /// <summary>The number alone, or with its words behind <c>STRing</c>.</summary>
    [Fact]
    public async Task Error_WithItsWordsOnRequest()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*CLS");
        Assert.Equal("0", await bench.AskAsync(":SYST:ERR?"));
        await bench.AskAsync("NONSENSE 1");
        Assert.Equal("-113,\"Undefined header\"", await bench.AskAsync(":SYST:ERR? STR"));
        Assert.Equal("0,\"No error\"", await bench.AskAsync(":SYST:ERR? STR"));
    }

    [Fact]
    public async Task ReadErrors_HeadersOn_AreUnderstood()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SYST:HEAD 1;NONSENSE 1");
        InstrumentError error = Assert.Single(await bench.Get<IInstrument>().ReadErrorsAsync());
        Assert.Equal(new InstrumentError(-113, "Undefined header"), error);
    }

    [Fact]
    public async Task Configure_RateBetweenThoseItHas_TakesTheNextAbove()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1.5e9));
        Assert.Equal(2.5e9, await NumberAsync(bench, ":ACQ:SRAT:ANAL?"));
        Assert.Equal(25_000, await NumberAsync(bench, ":ACQ:POIN:ANAL?"));
    }

    private static async Task<double> NumberAsync(TwinBench bench, string query) =>
        double.Parse((await bench.AskAsync(query))!, CultureInfo.InvariantCulture);
}
