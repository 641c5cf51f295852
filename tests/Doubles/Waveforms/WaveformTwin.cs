using System.Buffers;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Mocks;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;

namespace Doubles.Waveforms;

/// <summary>An odd instrument: it keeps one waveform, of integers of 16 bits or reals of 32,
/// and gives it back in either order of bytes.</summary>
internal sealed class WaveformTwin : ScpiTwin
{
    private readonly int memory;
    private string format = "INT";
    private string order = "NORM";
    private short[] integers = [];
    private float[] reals = [];

    /// <summary>Makes the instrument.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="memory">Bytes of its input buffer.</param>
    public WaveformTwin(TimeProvider clock, int memory = 1 << 28)
        : base(Surroundings(clock), "Lab,WAVE1,1,1.0")
    {
        this.memory = memory;
        Commands.Word(":FORMat[:DATA]", ["INTeger", "REAL"], () => format, word => format = word);
        Commands.Word(":FORMat:BORDer", ["NORMal", "SWAPped"], () => order, word => order = word);
        Commands.Query(":TRACe:POINts", _ => $"{(format == "INT" ? integers.Length : reals.Length)}");
        Commands.BlockCommand(":TRACe:DATA", (_, bytes) => Load(bytes.Span));
        Commands.BlockQuery(":TRACe:DATA", (_, answer) => Give(answer));
        Commands.BlockQuery(":TRACe:DATA:ENDLess", (_, answer) => Give(answer), isIndefinite: true);
    }

    public override int InputBufferLength => memory;

    private ByteOrder Order => order == "NORM" ? ByteOrder.BigEndian : ByteOrder.LittleEndian;

    protected override void Reset()
    {
        (format, order) = ("INT", "NORM");
        (integers, reals) = ([], []);
    }

    private static TwinContext Surroundings(TimeProvider clock)
    {
        var bench = new BenchDefinition { Name = "waveforms", Instruments = [], SafeState = [] };
        return new TwinContext("wave", SettingValues.Empty, SettingValues.Empty, new SampleStage(bench, 1, clock), 1);
    }

    private void Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % (format == "INT" ? sizeof(short) : sizeof(float)) != 0)
        {
            throw new ScpiErrorException(-161, "Invalid block data");
        }

        if (format == "INT")
        {
            Read(bytes, ref integers);
        }
        else
        {
            Read(bytes, ref reals);
        }
    }

    // One memory, as the instrument has it: a waveform of the same length is written over the one before.
    private void Read<T>(ReadOnlySpan<byte> bytes, ref T[] samples)
        where T : unmanaged
    {
        int count = bytes.Length / System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        samples = samples.Length == count ? samples : BlockMemory.New<T>(count);
        BlockSamples.Read<T>(bytes, Order, samples);
    }

    private void Give(IBufferWriter<byte> answer)
    {
        if (format == "INT")
        {
            Give(answer, integers);
        }
        else
        {
            Give(answer, reals);
        }
    }

    private void Give<T>(IBufferWriter<byte> answer, T[] samples)
        where T : unmanaged
    {
        if (BlockSamples.IsMachines<T>(Order) && answer is TwinAnswer own)
        {
            own.Refer(new SampleMemory<T>(samples).Memory);
            return;
        }

        int length = samples.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        BlockSamples.Write<T>(samples, Order, answer.GetSpan(length)[..length]);
        answer.Advance(length);
    }
}
