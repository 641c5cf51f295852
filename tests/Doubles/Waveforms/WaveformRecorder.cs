using System.Runtime.CompilerServices;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.Sessions;

namespace Doubles.Waveforms;

/// <summary>A driver of the waveform instrument.</summary>
/// <param name="session">The conversation with it.</param>
internal sealed class WaveformRecorder(InstrumentSession session) : IAsyncDisposable
{
    private ByteOrder order = ByteOrder.BigEndian;

    public InstrumentSession Session => session;

    public async Task OpenAsync()
    {
        await session.IdentifyAsync(["WAVE1"], default);
        await session.ArmAsync(default);
        session.FinishOpening();
    }

    public async Task FormatAsync<T>(ByteOrder bytes)
    {
        order = bytes;
        string format = typeof(T) == typeof(short) ? "INT" : "REAL";
        await session.SendAsync($":FORM {format};:FORM:BORD {(bytes == ByteOrder.BigEndian ? "NORM" : "SWAP")}", default);
    }

    public ValueTask LoadAsync<T>(ReadOnlyMemory<T> samples)
        where T : unmanaged => session.SendSamplesAsync(":TRAC:DATA", samples, order, default);

    public ValueTask<T[]> ReadAsync<T>(int most)
        where T : unmanaged =>
            session.QuerySamplesAsync<T>(":TRAC:DATA?", order, new BlockLimit(most * Unsafe.SizeOf<T>()), default);

    public ValueTask<int> ReadAsync<T>(Memory<T> samples)
        where T : unmanaged => session.QuerySamplesAsync(":TRAC:DATA?", order, samples, new BlockLimit(int.MaxValue), default);

    public ValueTask<T[]> ReadEndlessAsync<T>(int most)
        where T : unmanaged => session.QuerySamplesAsync<T>(
            ":TRAC:DATA:ENDL?", order, new BlockLimit(most * Unsafe.SizeOf<T>()) { IsIndefinite = true }, default);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
