using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>The state that a program of remote procedures keeps of one connection; disposed of with it.</summary>
internal interface IRpcCaller : IAsyncDisposable
{
    /// <summary>Carries a procedure out.</summary>
    /// <param name="procedure">Its number.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="reply">Where its results go.</param>
    /// <param name="cancellationToken">The server stops.</param>
    /// <returns>Whether there is such a procedure.</returns>
    /// <exception cref="FormatException">The arguments make no sense.</exception>
    ValueTask<bool> CallAsync(
        uint procedure, ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken);
}
