"""What lets a loop rest between two ticks, and somebody who acts end that rest."""

from __future__ import annotations

import asyncio
import contextlib


class Wake(asyncio.Event):
    """Set by whoever acts."""

    async def pause(self, for_s: float) -> None:
        """Let a time pass, less when somebody acts from now on."""
        self.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                await self.wait()
