namespace Lab.Mocks.Scpi;

/// <summary>Executes one command or query; a command's answer is empty.</summary>
internal delegate ValueTask<ScpiResult> ScpiHandler(ScpiArguments arguments, CancellationToken cancellationToken);
