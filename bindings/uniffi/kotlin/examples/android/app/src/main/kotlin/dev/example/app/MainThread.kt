package dev.example.app

import android.app.Activity
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher

/** Where views may be touched. Apps that have `kotlinx-coroutines-android` use its `Dispatchers.Main`. */
class MainThread(private val activity: Activity) : CoroutineDispatcher() {
    override fun dispatch(context: CoroutineContext, block: Runnable) = activity.runOnUiThread(block)
}
