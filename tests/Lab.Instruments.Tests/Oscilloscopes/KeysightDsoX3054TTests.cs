using System.Text;
using Lab.Instruments.Oscilloscopes;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Oscilloscopes;

public sealed class KeysightDsoX3054TTests : OscilloscopeContract
{
    protected override string Driver => "keysight-dso-x-3054t";

    [Theory]
    [InlineData("BYTE", 0, 128)]
    [InlineData("WORD", 1, 32768)]
    [InlineData("ASC", 4, 128)]
    public async Task Preamble_OfEachFormat_HasTenNumbers(string format, int code, int reference)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync($"*RST;:TRIG:SWE AUTO;:DIG CHAN1;:WAV:FORM {format};:WAV:POIN:MODE RAW;:WAV:POIN 8000000");
        string[] numbers = (await bench.AskAsync(":WAV:PRE?"))!.Split(',');
        Assert.Equal(10, numbers.Length);
        Assert.Equal(code, int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("+2500000", numbers[2]); // one millisecond: 5 GSa/s would be more than the memory
        if (format != "ASC")
        {
            Assert.Equal($"+{reference}", numbers[9]);
        }
    }

    [Theory]
    [InlineData("LSBF")]
    [InlineData("MSBF")]
    public async Task Data_EitherOrderOfBytes_IsTheSameNumbers(string order)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync($"*RST;:CHAN1:RANG 8;OFFS 1;:TIM:RANG 1E-7;:TRIG:SWE AUTO;:DIG CHAN1;:WAV:FORM WORD;BYT {order}");
        ITwin twin = bench.Virtual.Twins.Single();
        ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(Encoding.ASCII.GetBytes(":WAV:DATA?"), default);
        Assert.Equal("#41000", Encoding.ASCII.GetString(answer.Span[..6]));
        ushort first = order == "LSBF"
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(answer.Span[6..])
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(answer.Span[6..]);
        Assert.Equal(32768 - 8192, first, 512.0); // 0 V is an eighth of the range below the middle
    }

    [Fact]
    public async Task Configure_TwoInputsOfAPair_ShareRateAndMemory()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        OscilloscopeSettings one = scope.Settings with { Duration = Duration.FromSeconds(0.7e-3), LeastRate = 5e9 };
        await scope.ConfigureAsync(one);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => scope.ConfigureAsync(one with
        {
            Channels = [one.Channels[0], one.Channels[0] with { Terminal = "2" }],
        }).AsTask());
        Assert.Contains("takes 2.5 GSa/s over this time", error.Message, StringComparison.Ordinal);
    }
}
